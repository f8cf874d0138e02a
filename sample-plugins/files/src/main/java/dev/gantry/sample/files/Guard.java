package dev.gantry.sample.files;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Doc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the operator says once for all runs, whatever their parameters are. */
@Settings(title = "Files", description = "What no run may touch, whoever starts it.")
public record Guard(@Doc("Folders in which nothing is deleted, nor below") List<Path> protect) {

    boolean protects(Path file) {
        return protect.stream().anyMatch(folder -> file.startsWith(real(folder)));
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }
}
