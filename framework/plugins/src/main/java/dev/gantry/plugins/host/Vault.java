package dev.gantry.plugins.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Private copies of plugins under their SHA-256: what runs never comes from the drop folder. */
final class Vault {
    /** SHA-256 of what has no bytes. */
    static final String OF_NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Path folder;

    Vault(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * Takes a copy where there is no sound one, which outlasts the end of the machine when this
     * returns its SHA-256.
     */
    String add(Path jar) throws IOException {
        String there = hash(jar);
        if (sound(there)) {
            sync();
            return there;
        }
        Path part = Files.createTempFile(folder, "copy", ".part");
        try {
            String sha256;
            try (InputStream in = Files.newInputStream(jar);
                    FileChannel copy = FileChannel.open(part, StandardOpenOption.WRITE)) {
                sha256 = digest(in, Channels.newOutputStream(copy));
                copy.force(true);
            }
            // also over one that is there, which is damaged
            Files.move(part, path(sha256), StandardCopyOption.ATOMIC_MOVE);
            sync();
            return sha256;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Brings names to the disk, where a folder can be opened. */
    private void sync() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** SHA-256 of a file, without keeping it. */
    static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return digest(in, OutputStream.nullOutputStream());
        }
    }

    /** Copies and returns the SHA-256. */
    static String digest(InputStream in, OutputStream out) throws IOException {
        DigestInputStream counted = digesting(in);
        counted.transferTo(out);
        return digest(counted);
    }

    /** Reads a file such that {@link #digest(DigestInputStream)} is told in the end. */
    static DigestInputStream digesting(Path file) throws IOException {
        return digesting(Files.newInputStream(file));
    }

    private static DigestInputStream digesting(InputStream in) {
        try {
            return new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of what was read of a stream. */
    static String digest(DigestInputStream in) {
        return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }

    Path path(String sha256) {
        return folder.resolve(sha256 + ".jar");
    }

    boolean has(String sha256) {
        return Files.isRegularFile(path(sha256));
    }

    /** Whether a copy holds what its name says. */
    boolean sound(String sha256) {
        try {
            return has(sha256) && hash(path(sha256)).equals(sha256);
        } catch (IOException e) {
            return false;
        }
    }

    void remove(String sha256) throws IOException {
        Files.deleteIfExists(path(sha256));
    }

    /** Removes all copies but these, and what an interrupted copy left. */
    void keepOnly(Set<String> recorded, Set<String> coming) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String sha = name.replace(".jar", "");
                if (!recorded.contains(sha) && !coming.contains(sha)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
