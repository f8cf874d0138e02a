package dev.gantry.launcher.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a build made of a plugin, as it is dropped while one develops: with a version of its own, as
 * Gantry knows one content for each version. Thread-safe.
 *
 * @param jar that the build wrote
 * @param id of the plugin
 * @param version that of the plugin, its qualifier being when it was written
 * @param copy to drop
 * @param sha256 of the copy
 * @param content SHA-256 of what the build wrote
 * @param written when the build wrote it
 */
public record PluginBuild(
        Path jar,
        String id,
        String version,
        Path copy,
        String sha256,
        String content,
        Instant written) {
    private static final String NAME = "Bundle-SymbolicName";
    private static final String VERSION = "Bundle-Version";
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);
    private static final Pattern SIGNATURE =
            Pattern.compile(
                    "META-INF/(SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

    /** A JAR that is whole and no plugin; the message says why. */
    public static final class NoPluginException extends Exception {
        private static final long serialVersionUID = 1;

        NoPluginException(String message) {
            super(message);
        }
    }

    /**
     * Reads a JAR, and makes a copy of it with a version of its own, without a signature, which
     * would not fit any more.
     *
     * @param folder for the copy
     * @throws IOException if it is no whole archive, perhaps not yet
     */
    static PluginBuild read(Path jar, Path folder) throws IOException, NoPluginException {
        Instant written = Files.getLastModifiedTime(jar).toInstant();
        Path whole = Files.createTempFile(folder, "build", ".jar");
        Path changed = Files.createTempFile(folder, "build", ".jar");
        try {
            String content = copy(jar, whole);
            Manifest manifest = manifest(whole);
            Attributes main = manifest.getMainAttributes();
            String id = main.getValue(NAME);
            if (id == null) {
                throw new NoPluginException(
                        "its manifest has no "
                                + NAME
                                + ": build it with gantry-plugin-parent, or with bnd");
            }
            String version = version(main.getValue(VERSION), written);
            main.putValue(VERSION, version);
            manifest.getEntries().clear(); // the sums of a signature
            String sha = copy(whole, changed, manifest);
            Path copy = folder.resolve(name(jar, sha));
            Files.move(changed, copy, StandardCopyOption.REPLACE_EXISTING);
            return new PluginBuild(
                    jar, id.split(";")[0].strip(), version, copy, sha, content, written);
        } finally {
            Files.deleteIfExists(whole);
            Files.deleteIfExists(changed);
        }
    }

    private static String copy(Path from, Path to) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
            in.transferTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Manifest manifest(Path whole) throws IOException {
        // the table of contents is at the end: who is still writing has not written it
        try (JarFile file = new JarFile(whole.toFile(), false)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? new Manifest() : manifest;
        }
    }

    /** A name that no other content has. */
    private static String name(Path jar, String sha) {
        String base = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        return base.replaceAll("[^A-Za-z0-9.-]", "-") + "-dev-" + sha.substring(0, 12) + ".jar";
    }

    /** {@code 1.2.0.dev-20260131120000000} of {@code 1.2}, {@code 1.2.0} and {@code 1.2.0.x}. */
    static String version(String version, Instant written) {
        String[] parts = (version == null ? "0" : version.strip()).split("\\.", 4);
        StringBuilder text = new StringBuilder(parts[0]);
        for (int i = 1; i < 3; i++) {
            text.append('.').append(i < parts.length ? parts[i] : "0");
        }
        return text.append(".dev-").append(WHEN.format(written)).toString();
    }

    /**
     * Copies entry by entry, which reads all of them and checks their sums.
     *
     * @param manifest in the place of that which is there
     * @return the SHA-256 of the copy
     */
    private static String copy(Path from, Path to, Manifest manifest) throws IOException {
        MessageDigest digest = digest();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
                ZipOutputStream out =
                        new ZipOutputStream(
                                new DigestOutputStream(Files.newOutputStream(to), digest))) {
            for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
                if (SIGNATURE.matcher(each.getName()).matches()) {
                    continue;
                }
                ZipEntry entry = new ZipEntry(each.getName());
                entry.setTime(each.getTime());
                out.putNextEntry(entry);
                if (each.getName().equals(JarFile.MANIFEST_NAME)) {
                    manifest.write(out);
                } else {
                    in.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
