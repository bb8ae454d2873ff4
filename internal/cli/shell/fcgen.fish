# Completion of fcgen for fish. For this shell:   fcgen completion fish | source
# For every shell: fcgen completion fish > ~/.config/fish/completions/fcgen.fish

function __fcgen_complete
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    for line in (command fcgen __complete -- $words 2>/dev/null)
        if test "$line" = :folders
            set -l typed (commandline -ct)
            set -l flag (string match -r '^--[^=]*=' -- $typed)
            for folder in (__fish_complete_directories (string replace -r '^--[^=]*=' '' -- $typed))
                printf '%s%s\n' "$flag" $folder
            end
        else
            printf '%s\n' $line
        end
    end
end

complete -c fcgen -e
complete -c fcgen -f -a '(__fcgen_complete)'
