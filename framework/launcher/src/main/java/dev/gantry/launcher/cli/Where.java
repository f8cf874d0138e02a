package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Which Gantry is meant, as options. */
final class Where {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Address of the Gantry; else --context, else --home, else GANTRY_URL,"
                            + " GANTRY_CONTEXT, GANTRY_HOME, else the current context.")
    private String url;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A Gantry of gantry context list; local is the one on this machine.")
    private String context;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Home of the Gantry; its data/gantry.url says where it is.")
    private Path home;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File that holds the token; else the context's, else GANTRY_TOKEN, else the"
                            + " home's data/admin.token.")
    private Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Certificates in PEM to trust for https; else the context's, else GANTRY_CA,"
                            + " else those of the JVM.")
    private Path ca;

    @Option(
            names = "--client-cert",
            paramLabel = "FILE",
            description =
                    "Your certificate in PEM, where https wants one; else GANTRY_CLIENT_CERT.")
    private Path certificate;

    @Option(
            names = "--client-key",
            paramLabel = "FILE",
            description = "Its key in PEM; else GANTRY_CLIENT_KEY.")
    private Path key;

    /** Whether a Gantry is named that need not be of this machine. */
    boolean elsewhere() {
        return url != null || context != null;
    }

    /** The home that is named, or {@code null}. */
    Path home() {
        return home;
    }

    Destination find(Surroundings around) throws IOException {
        Destination.Named files = new Destination.Named(tokenFile, ca, certificate, key);
        return Destination.find(new Destination.Asked(url, context, home, files), around);
    }
}
