"""The shape of the tree, held by tests: rings, front doors, names, sizes, words and documents.

Every rule is a function that takes text and gives back breaches; each file also shows a snippet its rules refuse.
"""
