# Completion of fcgen for bash. For this shell:   source <(fcgen completion bash)
# For every shell: put that line into ~/.bashrc.

_fcgen() {
    local line word glue= n=0 i
    local -a words
    COMPREPLY=()
    # bash cuts the line at = and : as well; put the pieces together again.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ ($word == = || $word == :) && $n -gt 0 ]]; then
            words[n-1]+=$word
            glue=yes
        elif [[ -n $glue ]]; then
            words[n-1]+=$word
            glue=
        else
            words[n++]=$word
        fi
    done
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        if [[ $word == :folders ]]; then
            word=${COMP_WORDS[COMP_CWORD]}
            [[ $word == = ]] && word=
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$word")
            compopt -o filenames 2>/dev/null
            return
        fi
        # What stands before a = is not part of the word that bash completes.
        [[ $COMP_WORDBREAKS == *=* && $word == --*=* ]] && word=${word#*=}
        [[ $word == *[!A-Za-z0-9_./=,:@%+-]* ]] && printf -v word %q "$word"
        COMPREPLY+=("$word")
    done < <(command fcgen __complete -- "${words[@]}" 2>/dev/null)
}

complete -F _fcgen fcgen
