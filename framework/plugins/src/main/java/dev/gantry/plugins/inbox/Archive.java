package dev.gantry.plugins.inbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Tells whether a file is a whole zip archive whose manifest can be read. */
public final class Archive {
    private Archive() {}

    /** What is wrong with a file, in one sentence; empty if it is whole. */
    static Optional<String> fault(Path file) {
        return fault(file, file.getFileName().toString());
    }

    /**
     * What is wrong with a file, in one sentence; empty if it is whole.
     *
     * @param name what the file is called in the sentence
     */
    public static Optional<String> fault(Path file, String name) {
        try {
            if (Files.size(file) == 0) {
                return Optional.of(name + " is empty: copy it again");
            }
            if (!startsLikeZip(file)) {
                return Optional.of(
                        name + " is not a JAR: it is no zip archive; drop the JAR of your build");
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                ZipEntry manifest = zip.getEntry("META-INF/MANIFEST.MF");
                if (manifest != null) {
                    try (InputStream in = zip.getInputStream(manifest)) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                }
                return Optional.empty();
            }
        } catch (java.util.zip.ZipException e) {
            return Optional.of(name + " is cut off or damaged: copy it again");
        } catch (IOException e) {
            return Optional.of(name + " cannot be read (" + e.getMessage() + "): copy it again");
        }
    }

    private static boolean startsLikeZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(2);
            return magic.length == 2 && magic[0] == 'P' && magic[1] == 'K';
        }
    }
}
