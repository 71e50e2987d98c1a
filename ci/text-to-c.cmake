# SPDX-License-Identifier: GPL-2.0-only
# cmake -DTEXT=FILE -DNAME=name -DOUT=FILE.c -P text-to-c.cmake: the text as an array of C, which ends with 0.
file(READ ${TEXT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUT} "extern const char ${NAME}[];\nconst char ${NAME}[] = { ${bytes}0 };\n")
