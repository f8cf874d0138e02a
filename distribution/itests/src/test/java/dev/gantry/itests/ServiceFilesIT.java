package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What runs Gantry as a service and in a container, as far as it can be checked without either. */
class ServiceFilesIT {
    @TempDir Path folder;

    @Test
    void theUnitIsOneForSystemd() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v systemd-analyze").start().waitFor() == 0,
                "systemd is not here");
        String unit = Files.readString(Gantry.INSTALLATION.resolve("service/gantry.service"));
        assertTrue(unit.contains("ExecStart=/opt/gantry/bin/gantry run\n"), unit);
        Path here = folder.resolve("gantry.service");
        Files.writeString(
                here,
                unit.replace("/opt/gantry/bin", Gantry.INSTALLATION.resolve("bin").toString()));
        Process verify =
                new ProcessBuilder("systemd-analyze", "verify", here.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(verify.getInputStream().readAllBytes());
        List<String> ours = said.lines().filter(line -> line.contains("gantry.service")).toList();
        assertEquals(List.of(), ours);
        assertEquals(0, verify.waitFor(), said);
    }

    @Test
    void theContainerTakesWhatIsThere() throws Exception {
        List<List<String>> lines = new ArrayList<>();
        String text =
                Files.readString(Gantry.INSTALLATION.resolve("container/Containerfile"))
                        .replace("\\\n", " ");
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(List.of(line.strip().split("\\s+")));
            }
        }
        Set<String> known =
                Set.of(
                        "FROM",
                        "COPY",
                        "RUN",
                        "ENV",
                        "VOLUME",
                        "USER",
                        "EXPOSE",
                        "STOPSIGNAL",
                        "HEALTHCHECK",
                        "ENTRYPOINT",
                        "CMD");
        Set<String> used = new HashSet<>();
        for (List<String> line : lines) {
            used.add(line.getFirst());
            if (line.getFirst().equals("COPY")) {
                assertTrue(there(Gantry.INSTALLATION.resolve(line.get(1))), line.toString());
            }
            if (line.getFirst().equals("USER")) {
                assertTrue(!line.get(1).startsWith("0") && !line.get(1).startsWith("root"));
            }
        }
        assertEquals(known, used);
        assertEquals("FROM", lines.getFirst().getFirst());
    }

    private static boolean there(Path source) throws Exception {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(source.getParent(), source.getFileName().toString())) {
            return files.iterator().hasNext();
        }
    }
}
