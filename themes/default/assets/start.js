// Runs before the first paint: says that scripts work, so that hidden parts of forms do not flash.
document.documentElement.classList.add("js");
