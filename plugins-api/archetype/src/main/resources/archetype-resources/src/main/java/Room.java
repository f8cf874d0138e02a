package ${package};

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says whether a disk is about to be full. */
@DetectorType(id = "${artifactId}.room", title = "Room on a disk")
public final class Room implements Detector<Room.Config> {

    /** What an operator chooses for each check. */
    public record Config(
            @Doc("Any path on the disk") Path path,
            @Doc("Least part of it that is free") @Default("0.10") @Range(min = 0, max = 1)
                    double warnBelow) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws IOException {
        FileStore disk = Files.getFileStore(config.path());
        double free = (double) disk.getUsableSpace() / disk.getTotalSpace();
        return Verdict.of(free < config.warnBelow() ? Status.WARN : Status.OK)
                .because("%.0f %% free on %s", free * 100, disk)
                .measured("free.ratio", free);
    }
}
