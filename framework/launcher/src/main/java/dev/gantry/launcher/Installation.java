package dev.gantry.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Where Gantry is unpacked: {@code bin/ lib/ system/}. Nothing is written to it unless it is its
 * own home.
 *
 * @param path absolute
 */
public record Installation(Path path) {
    /** System property that {@code bin/gantry} sets. */
    public static final String PROPERTY = "gantry.installation";

    /** Makes the path absolute. */
    public Installation {
        path = path.toAbsolutePath().normalize();
    }

    /** The one that this code was started from. */
    public static Installation current() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return new Installation(Path.of(given));
        }
        try {
            Path code =
                    Path.of(
                            Installation.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return new Installation(code.getParent().getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gantry's own bundles and their libraries. */
    public Path system() {
        return path.resolve("system");
    }

    /** The plugins that come with Gantry, among others: it is the drop folder of the home here. */
    public Path bundles() {
        return path.resolve("bundles");
    }

    /** A Maven repository with what plugins are built with. */
    public Path repository() {
        return path.resolve("repository");
    }

    /**
     * The home that is meant.
     *
     * @param option the one that was named, or {@code null}: then the variable {@code GANTRY_HOME},
     *     then the installation itself
     */
    public Home home(Path option, UnaryOperator<String> environment) {
        String variable = environment.apply("GANTRY_HOME");
        if (option != null) {
            return new Home(option);
        }
        return new Home(variable == null || variable.isBlank() ? path : Path.of(variable));
    }

    /** Version of Gantry; {@code dev} when it does not run from its JAR. */
    public static String version() {
        String version = Installation.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
