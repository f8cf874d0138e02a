package dev.gantry.probes.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A process and all that it started, by descent and on Linux by a mark in their environment, which
 * also those have whose parent has ended. Thread-safe.
 *
 * @param mark {@code NAME=value}, of this process and of no other
 */
record ProcessFamily(ProcessHandle first, String mark) {
    private static final int ROUNDS = 10;
    private static final Path PROC = Path.of("/proc");

    /**
     * Ends them by force, again and again while there are new ones.
     *
     * @return how many there were besides the first
     */
    int end() {
        Map<Long, ProcessHandle> ended = new HashMap<>();
        boolean more = true;
        for (int round = 0; more && round < ROUNDS; round++) {
            more = false;
            for (ProcessHandle each : alive()) {
                more |= ended.putIfAbsent(each.pid(), each) == null;
                each.destroyForcibly();
            }
        }
        ended.remove(first.pid());
        return ended.size();
    }

    private Iterable<ProcessHandle> alive() {
        Map<Long, ProcessHandle> all = new HashMap<>();
        if (first.isAlive()) {
            all.put(first.pid(), first);
            first.descendants().forEach(each -> all.put(each.pid(), each));
        }
        if (Files.isDirectory(PROC)) {
            try (Stream<ProcessHandle> every = ProcessHandle.allProcesses()) {
                every.filter(this::marked).forEach(each -> all.put(each.pid(), each));
            }
        }
        return all.values();
    }

    private boolean marked(ProcessHandle process) {
        try {
            byte[] all = Files.readAllBytes(PROC.resolve(process.pid() + "/environ"));
            String variables = "\0" + new String(all, StandardCharsets.ISO_8859_1);
            return variables.contains("\0" + mark + "\0");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
