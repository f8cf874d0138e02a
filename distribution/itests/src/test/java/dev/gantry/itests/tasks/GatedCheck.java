package dev.gantry.itests.tasks;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** A detector that says that it has begun, and is ok once there is a file. */
@DetectorType(id = "test.gated")
public final class GatedCheck implements Detector<GatedCheck.Config> {
    /** The file; that it has begun is said by one with {@code .begun} after its name. */
    public record Config(Path gate) {}

    @Override
    public Verdict inspect(Config config, CheckContext context)
            throws IOException, InterruptedException {
        Path gate = config.gate();
        try (WatchService watch = gate.getFileSystem().newWatchService()) {
            gate.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Files.writeString(gate.resolveSibling(gate.getFileName() + ".begun"), "begun");
            while (!Files.exists(gate)) {
                context.cancellation().check();
                var key = watch.poll(100, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.reset();
                }
            }
        }
        return Verdict.of(Status.OK);
    }
}
