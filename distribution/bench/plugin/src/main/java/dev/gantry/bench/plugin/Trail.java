package dev.gantry.bench.plugin;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Leaves its number in a file: what is there was executed, whatever became of the process. */
@TaskType(id = "bench.trail")
public final class Trail implements Task<Trail.Params, Trail.Done> {
    private static final Map<Path, FileChannel> OPEN =
            new ConcurrentHashMap<>(); // as the peers' job has it

    /** Which number, and where to. */
    public record Params(long number, Path file) {}

    /** As little output as there can be. */
    public record Done() {}

    @Override
    public Done run(Params params, TaskContext context) throws IOException {
        byte[] line = (params.number() + "\n").getBytes(StandardCharsets.US_ASCII);
        OPEN.computeIfAbsent(params.file(), Trail::open).write(ByteBuffer.wrap(line));
        return new Done();
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
