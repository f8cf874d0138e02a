package dev.gantry.engine.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

class PayloadFilesTest {
    private static final String LARGE = "\"" + "x".repeat(100) + "\"";

    @TempDir Path folder;

    @Test
    void whatCannotBeWrittenLeavesNothing() throws IOException {
        PayloadFiles files = new PayloadFiles(folder, new PayloadLimits(10, 1000));
        String kept = files.keep(1, PayloadFiles.Kind.PARAMS, LARGE);
        Path file = files.of(1, kept).orElseThrow();
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThrows(GantryException.class, () -> files.keep(1, PayloadFiles.Kind.PARAMS, LARGE));
        try (var left = Files.list(file.getParent())) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void aFolderThatIsDeletedForItWasEmptyIsMadeAnew() throws InterruptedException {
        PayloadFiles files =
                new PayloadFiles(folder.resolve("payloads"), new PayloadLimits(10, 1000));
        AtomicBoolean over = new AtomicBoolean();
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!over.get()) {
                                        files.delete(List.of(2L));
                                    }
                                });
        try {
            for (int i = 0; i < 300; i++) {
                String kept = files.keep(1, PayloadFiles.Kind.PARAMS, LARGE);
                assertEquals(LARGE, files.open(1, kept));
                files.delete(List.of(1L));
            }
        } finally {
            over.set(true);
            other.join();
        }
    }
}
