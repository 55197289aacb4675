"""The examples, and the script that makes their workbooks."""
