"""Program files: what a district's micro-credential program asks for, decides, and gives.

The code knows no program; a file says everything. `Program.load` reads one.
"""
