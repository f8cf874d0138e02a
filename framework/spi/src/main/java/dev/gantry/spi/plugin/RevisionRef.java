package dev.gantry.spi.plugin;

/**
 * Names one immutable JAR.
 *
 * @param plugin the plugin's id (OSGi symbolic name)
 * @param version OSGi version
 * @param sha256 64 lower-case hexadecimal digits
 */
public record RevisionRef(String plugin, String version, String sha256) {

    @Override
    public String toString() {
        return plugin + " " + version + " (" + sha256.substring(0, 12) + ")";
    }
}
