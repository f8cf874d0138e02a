package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

class VaultTest {
    @TempDir Path folder;

    private List<String> names(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    @Test
    void keepsACopyByItsContent() throws Exception {
        Path jar = Files.write(folder.resolve("a.jar"), new byte[100_000]);
        Vault vault = new Vault(folder.resolve("vault"));
        String sha = vault.add(jar);
        assertEquals(Vault.hash(jar), sha);
        FileTime old = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(vault.path(sha), old);
        assertEquals(sha, vault.add(jar));
        assertEquals(old, Files.getLastModifiedTime(vault.path(sha)), "it was not copied again");
        assertEquals(List.of(sha + ".jar"), names(folder.resolve("vault")));
        assertArrayEquals(Files.readAllBytes(jar), Files.readAllBytes(vault.path(sha)));
        assertTrue(vault.sound(sha));
    }

    @Test
    void seesADamagedCopyAndTakesAnotherInItsPlace() throws Exception {
        Path jar = Files.write(folder.resolve("a.jar"), new byte[100_000]);
        Vault vault = new Vault(folder.resolve("vault"));
        String sha = vault.add(jar);
        Files.write(vault.path(sha), new byte[50_000]);
        assertTrue(vault.has(sha));
        assertFalse(vault.sound(sha));
        vault.add(jar);
        assertTrue(vault.sound(sha));
        assertFalse(vault.sound("ab".repeat(32)));
    }
}
