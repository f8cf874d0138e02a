package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;
import dev.gantry.tls.TlsFiles;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Which Gantry is asked.
 *
 * @param url its address, without a slash at the end
 * @param token sent with each request
 * @param tls what its certificate is trusted by, and one's own
 * @param certificate of the Gantry on this machine, trusted by itself; need not be there
 * @param said what named it: {@code --url}, {@code the context NAME}, …
 * @param here the Gantry of a home on this machine, if it is that
 */
record Destination(
        URI url,
        Optional<String> token,
        TlsFiles tls,
        Path certificate,
        String said,
        Optional<Background> here) {

    /** What the command line says; each may be {@code null}. */
    record Asked(String url, String context, Path home, Named files) {}

    /** Files that the command line names; each may be {@code null}. */
    record Named(Path token, Path ca, Path certificate, Path key) {
        static final Named NONE = new Named(null, null, null, null);
    }

    /**
     * Finds it. The command line goes before the environment, the environment before the current
     * context, and without all of these it is the home on this machine. A token goes only where it
     * belongs: a context's to that context, a home's to that home.
     */
    static Destination find(Asked asked, Surroundings around) throws IOException {
        if (asked.context != null && (asked.url != null || asked.home != null)) {
            throw new ApiException(
                    ExitCode.USAGE,
                    "name the Gantry by --context, or by --url or --home, not both");
        }
        Home home = around.installation().home(asked.home, around.environment());
        Optional<Context> context = context(asked, around);
        if (context.isPresent()) {
            Context known = context.get();
            return new Destination(
                    address(known.url()),
                    given(asked, around, token(known, around)),
                    tls(asked.files, around, known.ca()),
                    home.certificate(),
                    "the context " + known.name(),
                    Optional.empty());
        }
        String url = asked.url != null ? asked.url : variable(asked, around);
        TlsFiles tls = tls(asked.files, around, Optional.empty());
        if (url == null) {
            return new Destination(
                    address(announced(home, around)),
                    given(asked, around, variable("GANTRY_TOKEN", around).or(() -> own(home))),
                    tls,
                    home.certificate(),
                    "the home " + home.path(),
                    Optional.of(new Background(around.installation(), home, around)));
        }
        URI address = address(url);
        return new Destination(
                address,
                given(
                        asked,
                        around,
                        variable("GANTRY_TOKEN", around)
                                .or(() -> here(address) ? own(home) : Optional.empty())),
                tls,
                home.certificate(),
                asked.url != null ? "--url" : "GANTRY_URL",
                Optional.empty());
    }

    private static Optional<Context> context(Asked asked, Surroundings around) throws IOException {
        if (asked.context == null && (asked.url != null || asked.home != null)) {
            return Optional.empty();
        }
        String name = asked.context;
        if (name == null && around.variable("GANTRY_URL") == null) {
            name = around.variable("GANTRY_CONTEXT");
            if (name == null) {
                if (around.variable("GANTRY_HOME") != null) {
                    return Optional.empty();
                }
                name = Contexts.read(around).current();
            }
        }
        return name == null || name.equals(Context.LOCAL)
                ? Optional.empty()
                : Optional.of(Contexts.read(around).get(name));
    }

    /** The variable is not asked when the command line names a Gantry, be it the local one. */
    private static String variable(Asked asked, Surroundings around) {
        return asked.home != null || asked.context != null ? null : around.variable("GANTRY_URL");
    }

    private static String announced(Home home, Surroundings around) throws IOException {
        if (!Files.exists(home.url())) {
            throw new ApiException(
                    ExitCode.UNREACHABLE,
                    new Background(around.installation(), home, around).silence());
        }
        return Files.readString(home.url()).strip();
    }

    /** An address without a slash at its end. */
    static URI address(String text) {
        String address = text;
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        if (!address.startsWith("http://") && !address.startsWith("https://")) {
            throw new ApiException(
                    ExitCode.USAGE, "expected an address such as http://host:8181, got " + address);
        }
        if (address.indexOf('@') >= 0) {
            throw new ApiException(
                    ExitCode.USAGE,
                    "an address has no user or password in it; name the token's file with"
                            + " --token-file");
        }
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ExitCode.USAGE, "no address: " + address);
        }
    }

    /** Whether it is on this machine, where the home's token may go. */
    static boolean here(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static Optional<String> given(
            Asked asked, Surroundings around, Optional<String> otherwise) throws IOException {
        return asked.files.token == null ? otherwise : Optional.of(read(asked.files.token));
    }

    private static Optional<String> token(Context context, Surroundings around) throws IOException {
        return switch (context.token().orElse(null)) {
            case null -> variable("GANTRY_TOKEN", around);
            case Context.Kept(String secret) ->
                    Optional.of(checked("the context " + context.name(), secret));
            case Context.InFile(Path file) -> Optional.of(read(file));
            case Context.InVariable(String name) ->
                    Optional.of(
                            variable(name, around)
                                    .orElseThrow(
                                            () ->
                                                    new ApiException(
                                                            ExitCode.USAGE,
                                                            "the token of the context "
                                                                    + context.name()
                                                                    + " is to be in the variable "
                                                                    + name
                                                                    + ", which is not set")));
        };
    }

    private static TlsFiles tls(Named files, Surroundings around, Optional<Path> known) {
        Path certificate = file(files.certificate, "GANTRY_CLIENT_CERT", around);
        Path key = file(files.key, "GANTRY_CLIENT_KEY", around);
        if ((certificate == null) != (key == null)) {
            throw new ApiException(ExitCode.USAGE, "--client-cert and --client-key go together");
        }
        Path ca = files.ca == null && known.isPresent() ? known.get() : files.ca;
        return new TlsFiles(file(ca, "GANTRY_CA", around), certificate, key);
    }

    private static Path file(Path named, String variable, Surroundings around) {
        String text = named == null ? around.variable(variable) : null;
        return text == null ? named : Path.of(text);
    }

    private static Optional<String> variable(String name, Surroundings around) {
        return Optional.ofNullable(around.variable(name)).map(text -> checked(name, text));
    }

    private static Optional<String> own(Home home) {
        try {
            return Files.isReadable(home.token())
                    ? Optional.of(read(home.token()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new ApiException(ExitCode.FAILED, "cannot read " + home.token() + ": " + e);
        }
    }

    /** The token in a file. */
    static String read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new ApiException(ExitCode.USAGE, "cannot read the file " + file);
        }
        try {
            return checked("the file " + file, Files.readString(file).strip());
        } catch (MalformedInputException e) {
            throw noToken("the file " + file);
        }
    }

    /** A token, if it looks like one. */
    static String checked(String where, String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw noToken(where);
        }
        return text;
    }

    private static ApiException noToken(String where) {
        return new ApiException(
                ExitCode.USAGE,
                where + " holds no token; a token is one line without blanks, and nothing else");
    }

    @Override
    public String toString() {
        return "Destination[" + url + "]";
    }
}
