package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;
import dev.gantry.launcher.Installation;
import dev.gantry.tls.TlsFiles;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command that asks a Gantry that is up. */
abstract class ClientCommand implements Callable<Integer> {

    @Spec CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Address of the Gantry; else GANTRY_URL, else what the home's data/gantry.url says.")
    String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File that holds the token; else GANTRY_TOKEN, else the home's data/admin.token.")
    Path tokenFile;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "PEM file to trust an https address by; else GANTRY_TLS_CA, else what Java trusts. The Gantry of the home is trusted anyway.")
    Path tlsCa;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "PEM file with your certificate, where one is wanted; else GANTRY_TLS_CERT.")
    Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with its key; else GANTRY_TLS_KEY.")
    Path tlsKey;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Home of the Gantry; else GANTRY_HOME, else the installation.")
    Path home;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES}; table by default.")
    Output.Format format;

    @Option(names = "--verbose", description = "Show more, such as raw detail.")
    boolean verbose;

    @Override
    public final Integer call() throws IOException {
        Output output =
                new Output(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        format,
                        new Times(InstantSource.system()));
        try (Api api = connect()) {
            return call(api, output);
        }
    }

    /** Does it, and says with which exit code to end. */
    abstract int call(Api api, Output output) throws IOException;

    private Api connect() throws IOException {
        Home place = Installation.current().home(home, System::getenv);
        URI address = address(place);
        return address.getScheme().equals("https")
                ? new Api(address, token(place), Trust.context(tls(), place.certificate()))
                : new Api(address, token(place));
    }

    private TlsFiles tls() {
        Path certificate = file(tlsCert, "GANTRY_TLS_CERT");
        Path ownKey = file(tlsKey, "GANTRY_TLS_KEY");
        if ((certificate == null) != (ownKey == null)) {
            throw new ApiException(ExitCode.USAGE, "--tls-cert and --tls-key go together");
        }
        return new TlsFiles(file(tlsCa, "GANTRY_TLS_CA"), certificate, ownKey);
    }

    private static Path file(Path given, String variable) {
        String text = given == null ? variable(variable) : null;
        return text == null ? given : Path.of(text);
    }

    private URI address(Home place) throws IOException {
        String address = url != null ? url : variable("GANTRY_URL");
        if (address == null) {
            if (!Files.exists(place.url())) {
                throw new ApiException(
                        ExitCode.UNREACHABLE,
                        "no Gantry runs on the home "
                                + place.path()
                                + "; start it with: gantry run, or name one with --url or --home");
            }
            address = Files.readString(place.url()).strip();
        }
        while (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        if (!address.startsWith("http://") && !address.startsWith("https://")) {
            throw new ApiException(
                    ExitCode.USAGE, "expected an address such as http://host:8181, got " + address);
        }
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ExitCode.USAGE, "no address: " + address);
        }
    }

    private Optional<String> token(Home place) throws IOException {
        if (tokenFile != null) {
            if (!Files.isReadable(tokenFile)) {
                throw new ApiException(ExitCode.USAGE, "cannot read the file " + tokenFile);
            }
            return Optional.of(read(tokenFile));
        }
        String variable = variable("GANTRY_TOKEN");
        if (variable != null) {
            return Optional.of(token("GANTRY_TOKEN", variable));
        }
        return Files.isReadable(place.token())
                ? Optional.of(read(place.token()))
                : Optional.empty();
    }

    private static String read(Path file) throws IOException {
        try {
            return token("the file " + file, Files.readString(file).strip());
        } catch (MalformedInputException e) {
            throw noToken("the file " + file);
        }
    }

    private static String token(String where, String text) {
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

    private static String variable(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
