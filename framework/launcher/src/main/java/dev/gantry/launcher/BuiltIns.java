package dev.gantry.launcher;

import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plugins that come with Gantry, for a home that is not the installation. Each is laid into the
 * drop folder once; with a newer release its newer version, if the operator kept it. One that was
 * deleted or replaced is the operator's affair from then on.
 *
 * @param from the installation's drop folder
 * @param to the home's
 * @param record what was offered to this home, so that it is not offered again
 */
record BuiltIns(Path from, Path to, Path record) {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltIns.class);
    private static final String WHICH = "probes-*.jar";
    private static final Pattern LINE =
            Pattern.compile("(?<plugin>\\S+) (?<sha256>\\S+) ((?<stamp>\\d+@-?\\d+) )?(?<file>.+)");

    /**
     * One of them.
     *
     * @param plugin its id
     * @param file the name of its file
     * @param stamp by which its file is known without being read; null where it was recorded
     *     without
     */
    private record Offer(String plugin, String file, String stamp, String sha256) {
        static Optional<Offer> of(String line) {
            Matcher words = LINE.matcher(line);
            return words.matches()
                    ? Optional.of(
                            new Offer(
                                    words.group("plugin"),
                                    words.group("file"),
                                    words.group("stamp"),
                                    words.group("sha256")))
                    : Optional.empty();
        }

        static Offer of(String plugin, Path jar, Offer last) throws IOException {
            String file = jar.getFileName().toString();
            String stamp = stampOf(jar);
            boolean known = last != null && last.file.equals(file) && stamp.equals(last.stamp);
            return new Offer(plugin, file, stamp, known ? last.sha256 : hash(jar));
        }

        String line() {
            return plugin + " " + sha256 + (stamp == null ? " " : " " + stamp + " ") + file;
        }
    }

    static BuiltIns of(Installation installation, Home home) {
        return new BuiltIns(
                installation.bundles(), home.bundles(), home.data().resolve("built-in-plugins"));
    }

    /** Brings what this home was not offered yet. Nobody looks at the drop folder meanwhile. */
    void bring() {
        try {
            if (!Files.isDirectory(from) || Files.isSameFile(from, to)) {
                return;
            }
            Map<String, Offer> offers = read();
            for (Map.Entry<String, Path> newest : newest().entrySet()) {
                Path jar = newest.getValue();
                Offer last = offers.get(newest.getKey());
                Offer offer = Offer.of(newest.getKey(), jar, last);
                offers.put(offer.plugin(), offer);
                if (!offer.equals(last)) {
                    bring(jar, offer, last);
                    write(offers);
                }
            }
        } catch (IOException | IllegalArgumentException | DirectoryIteratorException e) {
            LOG.warn(
                    "The plugins that come with Gantry cannot be copied from {} to {} ({}): give"
                            + " access and room, or unpack the release anew, and start again; or"
                            + " set gantry.plugins.builtin = false",
                    from,
                    to,
                    e.toString());
        }
    }

    /** By id; a release that was unpacked over another one leaves both. */
    private Map<String, Path> newest() throws IOException {
        Map<String, Path> newest = new TreeMap<>();
        for (Path jar : jars(from, WHICH)) {
            Path other = newest.put(id(jar), jar);
            if (other != null && version(other).compareTo(version(jar)) > 0) {
                newest.put(id(jar), other);
            }
        }
        return newest;
    }

    private void bring(Path jar, Offer offer, Offer last) throws IOException {
        if (last != null && last.sha256().equals(offer.sha256()) || kept(offer)) {
            return;
        }
        if (free(offer, last) && (last == null ? !present(offer.plugin()) : kept(last))) {
            lay(jar, to.resolve(offer.file()));
            LOG.info(
                    "{} comes with Gantry: {} is in bundles/ now{}",
                    offer.plugin(),
                    offer.file(),
                    last == null || last.file().equals(offer.file())
                            ? ""
                            : "; the one before, " + last.file() + ", stays there to go back to");
        } else {
            LOG.info(
                    "{} is not brought, since this home has another one or none: if you want it,"
                            + " copy {} to bundles/",
                    offer.plugin(),
                    jar);
        }
    }

    /** A crash leaves no half of a JAR. */
    private static void lay(Path jar, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A start that is killed in between leaves the record before, or the one after. */
    private void write(Map<String, Offer> offers) throws IOException {
        Path part = record.resolveSibling(record.getFileName() + ".part");
        Files.write(part, offers.values().stream().map(Offer::line).toList());
        Files.move(part, record, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether nothing of the operator's has the name of its file. */
    private boolean free(Offer offer, Offer last) {
        return last != null && last.file().equals(offer.file())
                || !Files.exists(to.resolve(offer.file()), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether its very file is there. */
    private boolean kept(Offer offer) throws IOException {
        Path file = to.resolve(offer.file());
        return Files.isRegularFile(file) && hash(file).equals(offer.sha256());
    }

    private boolean present(String plugin) throws IOException {
        for (Path jar : jars(to, "*.jar")) {
            try {
                if (plugin.equals(id(jar))) {
                    return true;
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("{} is no JAR; the plugin host will say so", jar, e);
            }
        }
        return false;
    }

    private Map<String, Offer> read() throws IOException {
        Map<String, Offer> offers = new TreeMap<>();
        if (Files.exists(record)) {
            for (String line : Files.readAllLines(record)) {
                Offer.of(line).ifPresent(offer -> offers.put(offer.plugin(), offer));
            }
        }
        return offers;
    }

    private static List<Path> jars(Path folder, String which) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, which)) {
            found.forEach(jars::add);
        }
        return jars.stream().sorted().toList();
    }

    private static String id(Path jar) throws IOException {
        return header(jar, Constants.BUNDLE_SYMBOLICNAME).split(";", 2)[0].strip();
    }

    private static Version version(Path jar) throws IOException {
        try {
            return Version.parseVersion(header(jar, Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw new IOException(jar + ": " + e.getMessage(), e);
        }
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String value = manifest == null ? null : manifest.getMainAttributes().getValue(name);
            if (value == null) {
                throw new IOException(jar + " has no " + name);
            }
            return value;
        }
    }

    /** Its size and when it was last changed; where told, when it came, which no archive keeps. */
    private static String stampOf(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        FileTime time =
                unix
                        ? (FileTime) Files.getAttribute(file, "unix:ctime")
                        : Files.getLastModifiedTime(file);
        return Files.size(file) + "@" + time.to(TimeUnit.NANOSECONDS);
    }

    private static String hash(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
