package ${package};

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@GantryTest
class RoomTest {

    @Test
    void isFineWhereThereIsRoom(DetectorRunner detectors, @TempDir Path folder) {
        var inspection = detectors.inspect(new Room(), new Room.Config(folder, 0));
        assertThat(inspection).ok();
    }

    @Test
    void warnsWhereThereIsTooLittle(DetectorRunner detectors, @TempDir Path folder) {
        var inspection = detectors.inspect(new Room(), new Room.Config(folder, 1));
        assertThat(inspection).warn();
    }
}
