# SPDX-License-Identifier: GPL-2.0-only
# Fish completion of rstlab-ns. It has no lists: `rstlab-ns complete` knows what may stand where.

function __rstlab_ns_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    # A quote may be open, and then it is not unescaped.
    if string match -qr '^[\'"]' -- "$current"
        set current (string sub -s 2 -- "$current")
    else
        set current (string unescape -- "$current")
    end
    for line in ($program complete -- $words "$current" 2>/dev/null)
        if test "$line" = :files
            # What stands before the file's name: "--out=", "junit=".
            set -l before (string match -r '.*=' -- "$current")
            for path in (__fish_complete_path (string replace -r '.*=' '' -- "$current"))
                echo "$before$path"
            end
        else
            echo $line
        end
    end
end

complete -c rstlab-ns -f -a '(__rstlab_ns_complete)'
