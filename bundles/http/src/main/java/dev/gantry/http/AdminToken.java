package dev.gantry.http;

import dev.gantry.spi.identity.Principal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** The token in {@code data/admin.token}; read again when the file changes. Thread-safe. */
public final class AdminToken {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final int LONG_ENOUGH = 24;
    private static final int SHOWN = 8;
    private final Path file;
    private volatile Known known;

    /** The token in a file, which need not be there yet. */
    public AdminToken(Path file) {
        this.file = file;
    }

    /**
     * Whether this is the token. Takes as long for a wrong one as for a nearly right one.
     *
     * @throws ProblemException 503 if there is no token at all
     */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(digest(candidate), current());
    }

    /**
     * What stands for it where it must not be told.
     *
     * @throws ProblemException 503 if there is no token at all
     */
    String credential() {
        byte[] twice = digest(HexFormat.of().formatHex(current()));
        return Principal.FIRST + HexFormat.of().formatHex(twice, 0, SHOWN);
    }

    private byte[] current() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Stamp stamp =
                    new Stamp(
                            now.lastModifiedTime().toMillis(),
                            now.lastModifiedTime().toInstant().getNano(),
                            now.size(),
                            now.fileKey());
            Known last = known;
            if (last == null || !last.stamp().equals(stamp)) {
                String text = Files.readString(file).strip();
                if (text.isEmpty()) {
                    throw missing();
                }
                if (text.length() < LONG_ENOUGH) {
                    LOG.warn(
                            "data/admin.token has {} characters and may be guessed; delete it and"
                                    + " restart Gantry to have one made",
                            text.length());
                }
                last = new Known(stamp, digest(text));
                known = last;
            }
            return last.digest();
        } catch (IOException e) {
            throw missing();
        }
    }

    private static ProblemException missing() {
        return new ProblemException(
                Problem.unavailable(
                        "There is no admin token: data/admin.token in Gantry's home is missing,"
                                + " empty or not readable. Restart Gantry: it makes one."));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Stamp(long modified, int nanos, long size, Object key) {}

    private record Known(Stamp stamp, byte[] digest) {
        private Known {
            Objects.requireNonNull(stamp);
        }
    }
}
