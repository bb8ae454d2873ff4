#compdef fcgen
# Completion of fcgen for zsh. For this shell:   source <(fcgen completion zsh)
# For every shell: write it to a file named _fcgen in a folder of $fpath.

_fcgen() {
    local line value about
    local -a typed found
    typed=("${(@Q)words[2,CURRENT]}")
    typed[-1]=${(Q)PREFIX}
    while IFS= read -r line; do
        if [[ $line == :folders ]]; then
            (( $#found )) && _describe -V fcgen found
            compset -P '--*='
            _files -/
            return
        fi
        value=${line%%$'\t'*} about=
        [[ $line == *$'\t'* ]] && about=${line#*$'\t'}
        found+=("${value//:/\\:}:$about")
    done < <(command fcgen __complete -- "${typed[@]}" 2>/dev/null)
    _describe -V fcgen found
}

if [[ ${funcstack[1]} == _fcgen ]]; then
    _fcgen "$@"
else
    compdef _fcgen fcgen
fi
