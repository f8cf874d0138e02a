package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class HomeTest {
    @TempDir Path folder;

    @Test
    void makesItsFolders() throws Exception {
        Home home = new Home(folder.resolve("a/b"));
        home.prepare();
        for (String name : new String[] {"conf", "bundles", "data", "logs"}) {
            assertTrue(Files.isDirectory(home.path().resolve(name)), name);
        }
    }

    @Test
    void saysWhichFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        StartException refusal = assertThrows(StartException.class, () -> new Home(file).prepare());
        assertTrue(
                refusal.getMessage().startsWith("cannot make the folder " + file.resolve("conf")),
                refusal.getMessage());
    }

    @Test
    void isNamedByOptionThenEnvironmentThenInstallation() {
        Installation installation = new Installation(folder);
        Path option = folder.resolve("option");
        Path variable = folder.resolve("variable");
        assertEquals(option, installation.home(option, name -> variable.toString()).path());
        assertEquals(variable, installation.home(null, name -> variable.toString()).path());
        assertEquals(folder, installation.home(null, name -> null).path());
    }

    @Test
    void oneLockAtATime() throws Exception {
        Path file = folder.resolve("gantry.lock");
        HomeLock first = HomeLock.take(file, 17);
        StartException refusal = assertThrows(StartException.class, () -> HomeLock.take(file, 18));
        assertEquals(StartException.HELD, refusal.exitCode());
        assertTrue(
                refusal.getMessage().startsWith("this home is in use by process 17 ("),
                refusal.getMessage());
        first.close();
        assertFalse(Files.exists(file));
        HomeLock.take(file, 18).close();
    }

    @Test
    void aLockFileLeftByACrashIsNoLock() throws Exception {
        Path file = Files.writeString(folder.resolve("gantry.lock"), "4194304999\n");
        try (HomeLock lock = HomeLock.take(file, 18)) {
            assertEquals("18\n", Files.readString(file), lock.toString());
        }
    }

    @Test
    void theTokenIsLongAndOnlyItsOwnersAndStays() throws Exception {
        Path file = folder.resolve("admin.token");
        AdminToken.ensure(file);
        String token = Files.readString(file);
        assertTrue(token.matches("[A-Za-z0-9_-]{43}"), "no token of 43 characters");
        assertEquals("rw-------", mode(file));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        AdminToken.ensure(file);
        assertEquals(token, Files.readString(file));
        assertEquals("rw-------", mode(file));

        Path other = folder.resolve("other.token");
        AdminToken.ensure(other);
        assertNotEquals(token, Files.readString(other));
    }

    @Test
    void anEmptyTokenIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("admin.token"), "\n");
        assertThrows(StartException.class, () -> AdminToken.ensure(file));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
