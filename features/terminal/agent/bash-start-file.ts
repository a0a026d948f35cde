/**
 * What bash reads instead of `~/.bashrc` (`--init-file`): the member's own start files, as a login shell would read them,
 * then what makes it say where prompts and commands begin and end (`shared/shell-marks.ts`). Nothing of the member's is
 * replaced: prompt, PS0 and PROMPT_COMMAND are wrapped, and looked at again before each prompt. There is no DEBUG trap.
 *
 * The text of a command comes from the history where it went there. What did not (a space before it, a repetition) the
 * agent reads from the screen, between the marks B and C.
 */
export const BASH_START_FILE = String.raw`# Made by Atelier for its terminals; sourced by bash in the place of ~/.bashrc.
__atelier_nonce="$SHELL_MARKS_NONCE"
__atelier_login="$SHELL_MARKS_LOGIN"
unset SHELL_MARKS_NONCE SHELL_MARKS_LOGIN

if [ "$__atelier_login" = 1 ]; then
  [ -r /etc/profile ] && . /etc/profile
  if [ -r ~/.bash_profile ]; then . ~/.bash_profile
  elif [ -r ~/.bash_login ]; then . ~/.bash_login
  elif [ -r ~/.profile ]; then . ~/.profile
  fi
else
  [ -r ~/.bashrc ] && . ~/.bashrc
fi
unset __atelier_login

# PS0 came with 4.4. A start file that replaces the shell, or leaves it, never comes here.
if [ "$\{BASH_VERSINFO[0]}" -gt 4 ] || { [ "$\{BASH_VERSINFO[0]}" = 4 ] && [ "$\{BASH_VERSINFO[1]}" -ge 4 ]; }; then

__atelier_escape() {
  __atelier_escaped=$\{1:0:4096}
  __atelier_escaped=$\{__atelier_escaped//\\/\\\\}
  __atelier_escaped=$\{__atelier_escaped//;/\\x3b}
  __atelier_escaped=$\{__atelier_escaped//$'\n'/\\x0a}
  __atelier_escaped=$\{__atelier_escaped//[[:cntrl:]]/ }
}

# What was typed, if the history has it; in a subshell of PS0.
__atelier_typed() {
  local HISTTIMEFORMAT= pattern='^ *([0-9]+)[* ] (.*)$'
  if [[ $(builtin history 1) =~ $pattern && $\{BASH_REMATCH[1]} -ge $__atelier_next ]]; then
    __atelier_escape "$\{BASH_REMATCH[2]}"
    builtin printf '\e]633;E;%s;%s\a' "$__atelier_escaped" "$__atelier_nonce"
  fi
  builtin printf '\e]633;C\a'
}

__atelier_status() { return "$1"; }

__atelier_wrap() {
  local start='\[\e]633;A\a\]' end='\[\e]633;B\a\]'
  if [[ $\{PS1-} != "$__atelier_ps1" ]]; then
    local bare=$\{PS1-}
    bare=$\{bare//"$start"/}
    PS1="$start$\{bare//"$end"/}$end"
    __atelier_ps1=$PS1
  fi
  if [[ $\{PS0-} != *__atelier_typed* ]]; then
    PS0="$\{PS0-}"'$\{__atelier_none:$((__atelier_ran=1)):0}$(__atelier_typed)'
  fi
}

__atelier_prompt() {
  local status=$? each
  if [ "$__atelier_ran" = 1 ]; then builtin printf '\e]633;D;%s\a' "$status"; fi
  __atelier_ran=0
  for each in "$\{__atelier_commands[@]}"; do
    __atelier_status "$status"
    eval "$each"
  done
  __atelier_escape "$PWD"
  builtin printf '\e]633;P;Cwd=%s\a' "$__atelier_escaped"
  __atelier_wrap
  __atelier_next=$HISTCMD
  return "$status"
}

__atelier_none= __atelier_ran=0 __atelier_ps1= __atelier_next=0
__atelier_commands=("$\{PROMPT_COMMAND[@]}")
unset PROMPT_COMMAND
PROMPT_COMMAND=__atelier_prompt

fi
`.replaceAll('$\\{', '${');
