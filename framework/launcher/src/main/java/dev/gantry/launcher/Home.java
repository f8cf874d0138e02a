package dev.gantry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where one Gantry keeps what is its own. Several homes can share one installation.
 *
 * @param path absolute
 */
public record Home(Path path) {

    /** Makes the path absolute. */
    public Home {
        path = path.toAbsolutePath().normalize();
    }

    /** Settings, written by people. */
    public Path settings() {
        return path.resolve("conf/gantry.properties");
    }

    /** The drop folder. */
    public Path bundles() {
        return path.resolve("bundles");
    }

    /** What Gantry keeps. */
    public Path data() {
        return path.resolve("data");
    }

    /** The first admin's token. */
    public Path token() {
        return data().resolve("admin.token");
    }

    /** Certificate of the server that runs here, if it has one. */
    public Path certificate() {
        return data().resolve("gantry.crt");
    }

    /** Says where the API listens while Gantry is up. */
    public Path url() {
        return data().resolve("gantry.url");
    }

    /** Held while Gantry is up. */
    public Path lock() {
        return data().resolve("gantry.lock");
    }

    /** Holds the id of the process that starts Gantry again when it dies. */
    public Path supervisor() {
        return data().resolve("supervisor.pid");
    }

    /** With what {@code gantry start} started it. */
    public Path started() {
        return data().resolve("started.json");
    }

    /** The version of Gantry that served it last. */
    public Path version() {
        return data().resolve("version");
    }

    /** The framework's storage; can be deleted at any time Gantry is down. */
    public Path cache() {
        return data().resolve("felix-cache");
    }

    /** Log files. */
    public Path logs() {
        return path.resolve("logs");
    }

    /**
     * Makes the folders that are missing.
     *
     * @throws StartException naming the folder that cannot be made
     */
    public void prepare() throws StartException {
        for (String name : List.of("conf", "bundles", "data", "logs")) {
            Path folder = path.resolve(name);
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new StartException(
                        "cannot make the folder "
                                + folder
                                + " ("
                                + e
                                + "): give write access to it, or name another home with --home"
                                + " or GANTRY_HOME",
                        e);
            }
        }
    }
}
