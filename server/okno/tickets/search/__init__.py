"""Finding tickets by words: an index of two documents for each ticket, a language of queries, plans within the filter.

The public document holds what its requester reads, the staff's what its team reads beyond that. Whoever sees a ticket
as its requester does is looked for in the public one alone, so a word of the staff neither finds nor counts for him.
"""
