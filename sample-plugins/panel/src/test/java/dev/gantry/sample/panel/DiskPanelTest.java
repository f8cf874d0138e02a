package dev.gantry.sample.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.sample.panel.DiskPanel.Disk;
import dev.gantry.sample.panel.DiskPanel.Part;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.PanelRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

@GantryTest
class DiskPanelTest {
    @TempDir Path data;

    private void file(String name, int size) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
    }

    @Test
    void showsTheLargestPartFirst(PanelRunner panels) throws Exception {
        file("gantry.db", 300);
        file("gantry.db-wal", 100);
        file("plugins/a.jar", 500);
        file("plugins/old/b.jar", 500);
        Disk disk = panels.data(new DiskPanel(data), Map.of());
        assertEquals(List.of(new Part("plugins", 1000), new Part("gantry.db", 400)), disk.parts());
        assertEquals(1400, disk.bytes());
        assertTrue(disk.free() <= disk.total());
    }

    @Test
    void remembersWhatItWas(PanelRunner panels) throws Exception {
        DiskPanel panel = new DiskPanel(data);
        for (int i = 1; i <= 300; i++) {
            file("log", i);
            panel.measure(panels.clock());
            panels.clock().advance("PT10S");
        }
        var all = panels.data(panel, Map.of("span", "PT6H")).history();
        assertTrue(all.size() <= 200, all.size() + " points");
        assertEquals(300, all.getLast().bytes());
        assertTrue(all.getFirst().bytes() <= 3, all.getFirst().toString());
        assertEquals(60, panels.data(panel, Map.of("span", "PT10M")).history().size(), 1);
    }

    @Test
    void aFolderThatIsGoneIsNoData(PanelRunner panels) {
        assertThrows(
                IOException.class,
                () -> panels.data(new DiskPanel(data.resolve("nowhere")), Map.of()));
    }
}
