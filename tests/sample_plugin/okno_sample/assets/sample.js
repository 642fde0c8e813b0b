// Everything works without scripts; this one only shows where they lie.
document.documentElement.dataset.sample = "1";
