# Sourced by ./video and ./test: what both need from the machine. Says everything on stderr, so that stdout stays the command's own.

say() { printf '%s: %s\n' "$me" "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Whether a program is there, or (lib….so.N) a library that a program can load, or (a path) a file.
has() {
    case $1 in
        /*) [ -e "$1" ] ;;
        lib*.so.*) compgen -G "/usr/lib/*/$1" >/dev/null || compgen -G "/usr/l*/$1" >/dev/null || compgen -G "/usr/local/lib/$1" >/dev/null ;;
        *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# The recogniser of speech that needs no download.
speech=(libpocketsphinx.so.3=libpocketsphinx3 /usr/share/pocketsphinx/model/en-us/en-us.lm.bin=pocketsphinx-en-us)

# Installs Debian packages whose program, library or file is missing. Arguments: program=package…
need() {
    local pair missing=() packages=()
    for pair in "$@"; do
        has "${pair%%=*}" && continue
        missing+=("${pair%%=*}")
        packages+=("${pair#*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local install="apt-get install -y --no-install-recommends ${packages[*]}"
    if ! command -v apt-get >/dev/null 2>&1; then
        die "needs ${missing[*]}, which this machine does not have. Install with your package manager what Debian calls: ${packages[*]}"
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "needs ${missing[*]}, which this machine does not have. Install with"
        printf '    sudo apt-get update && sudo %s\n' "$install" >&2
        exit 1
    fi

    say "installing ${packages[*]} (apt-get install -y --no-install-recommends)"
    local log
    log=$(mktemp)
    # The package lists of a fresh machine are empty or old: they are fetched only when the first try fails.
    # shellcheck disable=SC2086
    if ! DEBIAN_FRONTEND=noninteractive $install >"$log" 2>&1 </dev/null \
        && ! { DEBIAN_FRONTEND=noninteractive apt-get update && DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        die "apt-get could not install ${packages[*]}: see above, then try again"
    fi
    rm -f "$log"
}

# Makes the .NET 10 SDK work with nothing around it: no HOME, no libicu, no package cache, no first-run messages.
prepare_dotnet() {
    if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
        mkdir -p "$root/.tools/home"
        export HOME=$root/.tools/home
    fi
    local place
    if ! command -v dotnet >/dev/null 2>&1; then
        for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
            if [ -n "$place" ] && [ -x "$place/dotnet" ]; then
                export PATH=$PATH:$place
                break
            fi
        done
    fi
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
    if ! command -v dotnet >/dev/null 2>&1 || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        die "needs the .NET 10 SDK, which this machine does not have: see https://learn.microsoft.com/dotnet/core/install/linux"
    fi
}

# Builds a project or solution in Release, silently; shows the output when it fails. Leaves no build server behind.
build() {
    local log
    log=$(mktemp)
    # 9 is the lock that the caller may hold: nothing that the build starts may keep it.
    if ! (cd "$root" && dotnet build "$1" -c Release -v quiet --disable-build-servers) >"$log" 2>&1 9>&-; then
        cat "$log" >&2
        rm -f "$log"
        die "the build failed: see above"
    fi
    rm -f "$log"
}
