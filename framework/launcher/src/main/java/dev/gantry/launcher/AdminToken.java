package dev.gantry.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The secret of the first admin: 256 random bits in a file that only its owner can read. */
public final class AdminToken {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private AdminToken() {}

    /**
     * Makes the file if it is not there; one that is there keeps its content and loses the access
     * of others.
     *
     * @throws StartException if the file cannot be made, or is empty
     */
    public static void ensure(Path file) throws StartException {
        try {
            boolean posix = posix(file.getParent());
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.readString(file).isBlank()) {
                    throw new StartException(
                            StartException.FAILED,
                            file + " is empty: delete it, and the next start makes a new token");
                }
                if (posix) {
                    Files.setPosixFilePermissions(file, OWNER_ONLY);
                }
                return;
            }
            create(file, posix);
        } catch (IOException e) {
            throw new StartException("cannot make the admin's token in " + file + ": " + e, e);
        }
    }

    private static void create(Path file, boolean posix) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        FileAttribute<?>[] mode =
                posix
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        // complete before it has its name: a reader never sees half a token
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, mode);
        Files.write(part, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        try {
            Files.move(part, file);
        } catch (FileAlreadyExistsException e) {
            Files.delete(part);
        }
    }

    private static boolean posix(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.supportsFileAttributeView("posix");
    }
}
