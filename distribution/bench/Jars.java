import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Copies of a plugin's JAR under other versions. */
final class Jars {
    private static final byte[] STAMP = stamp(0).getBytes(StandardCharsets.US_ASCII);

    private static final Set<String> WRITTEN = Set.of("META-INF/MANIFEST.MF", "stamp.txt");

    private Jars() {}

    /** What the code of a numbered copy says of itself. */
    static String stamp(int number) {
        return String.format("stamp-%08d", number);
    }

    /** The same content under another version. */
    static void version(Path from, Path to, String version) throws IOException {
        copy(from, to, Map.of("Bundle-Version", version), 0);
    }

    /** Another version whose classes, and a resource, hold its number. */
    static void numbered(Path from, Path to, int number) throws IOException {
        copy(from, to, Map.of("Bundle-Version", "1." + number + ".0"), number);
    }

    /** With the manifest changed, an empty value removes a header; and stamped with a number. */
    static void copy(Path from, Path to, Map<String, String> headers, int number) throws IOException {
        byte[] stamp = stamp(number).getBytes(StandardCharsets.US_ASCII);
        try (JarFile in = new JarFile(from.toFile())) {
            Manifest manifest = in.getManifest();
            headers.forEach((name, value) -> {
                if (value.isEmpty()) {
                    manifest.getMainAttributes().remove(new java.util.jar.Attributes.Name(name));
                } else {
                    manifest.getMainAttributes().putValue(name, value);
                }
            });
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
                for (var entry : in.stream().filter(e -> !WRITTEN.contains(e.getName())).toList()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream bytes = in.getInputStream(entry)) {
                        out.write(stamped(bytes.readAllBytes(), stamp));
                    }
                }
                out.putNextEntry(new ZipEntry("stamp.txt"));
                out.write(stamp);
            }
        }
    }

    private static byte[] stamped(byte[] content, byte[] stamp) {
        for (int i = 0; i + STAMP.length <= content.length; i++) {
            if (java.util.Arrays.equals(content, i, i + STAMP.length, STAMP, 0, STAMP.length)) {
                System.arraycopy(stamp, 0, content, i, stamp.length);
            }
        }
        return content;
    }

    static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** As one moves a finished build into a watched folder: there at once, never half. */
    static void drop(Path jar, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
