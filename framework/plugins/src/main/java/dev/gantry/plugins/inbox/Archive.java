package dev.gantry.plugins.inbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Tells whether a file is a whole zip archive whose manifest can be read. To look into one costs
 * bounded memory and time, whatever it holds.
 */
public final class Archive {
    /** Largest file, in bytes. */
    public static final long LARGEST = 256L << 20;

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** In bytes. */
    private static final int LARGEST_MANIFEST = 4 << 20;

    /** Longest part of an entry's name that is told. */
    private static final int TOLD = 100;

    private Archive() {}

    /** What is wrong with a file, in one sentence; empty if it is whole. */
    static Optional<String> fault(Path file) {
        return fault(file, file.getFileName().toString());
    }

    /**
     * What is wrong with a file, in one sentence; empty if it is whole. Only its manifest is
     * unpacked.
     *
     * @param name what the file is called in the sentence
     */
    public static Optional<String> fault(Path file, String name) {
        try {
            long size = Files.size(file);
            if (size == 0) {
                return Optional.of(name + " is empty: copy it again");
            }
            if (!startsLikeZip(file)) {
                return Optional.of(
                        name + " is not a JAR: it is no zip archive; drop the JAR of your build");
            }
            if (size > LARGEST) {
                return Optional.of(name + " is larger than 256 MiB: pack less into it");
            }
            if (!Directory.fits(file)) {
                return Optional.of(Unpacking.many(name));
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                manifest(zip, name);
                return Optional.empty();
            }
        } catch (Unpacking.ExcessException e) {
            return Optional.of(e.getMessage());
        } catch (ZipException e) {
            return Optional.of(damaged(name));
        } catch (IOException e) {
            return Optional.of(name + " cannot be read (" + e.getMessage() + "): copy it again");
        }
    }

    /**
     * What is wrong with what a file holds, in one sentence; empty if nothing is. All of it is
     * unpacked.
     *
     * @param name what the file is called in the sentence
     * @throws IOException if it cannot be read
     */
    public static Optional<String> excess(Path file, String name) throws IOException {
        Unpacking unpacking = new Unpacking(name);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Iterator<? extends ZipEntry> entries = zip.entries().asIterator();
            while (entries.hasNext()) {
                ZipEntry entry = entries.next();
                if (leadsOut(entry.getName())) {
                    return Optional.of(
                            name
                                    + " has an entry whose path leads out of it ("
                                    + told(entry.getName())
                                    + "): build it again");
                }
                unpacking.entry(entry.getName());
                long read;
                try (InputStream in = unpacking.bounded(zip.getInputStream(entry))) {
                    read = in.transferTo(OutputStream.nullOutputStream());
                }
                if (read != entry.getSize()) {
                    return Optional.of(damaged(name));
                }
                // whoever checks signatures takes it in any case, and whole
                if (entry.getName().equalsIgnoreCase(MANIFEST) && read > LARGEST_MANIFEST) {
                    return Optional.of(hugeManifest(name));
                }
            }
            return Optional.empty();
        } catch (Unpacking.ExcessException e) {
            return Optional.of(e.getMessage());
        } catch (ZipException e) {
            return Optional.of(damaged(name));
        }
    }

    /**
     * The manifest's bytes, if there is one.
     *
     * @param name what the file is called in the sentence
     * @throws Unpacking.ExcessException if it is too large
     * @throws IOException if it cannot be read
     */
    public static Optional<byte[]> manifest(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw new Unpacking.ExcessException(hugeManifest(name));
            }
            return Optional.of(bytes);
        }
    }

    private static boolean leadsOut(String name) {
        return name.startsWith("/")
                || name.chars().anyMatch(c -> c == '\\' || c < ' ')
                || ("/" + name + "/").contains("/../");
    }

    private static String told(String name) {
        String part = name.length() > TOLD ? name.substring(0, TOLD) + "…" : name;
        return part.replaceAll("\\p{Cntrl}", "?");
    }

    private static String hugeManifest(String name) {
        return name + " has a manifest of more than 4 MiB: build it again";
    }

    private static String damaged(String name) {
        return name + " is cut off or damaged: copy it again";
    }

    private static boolean startsLikeZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(2);
            return magic.length == 2 && magic[0] == 'P' && magic[1] == 'K';
        }
    }
}
