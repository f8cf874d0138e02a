package dev.gantry.sample.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A process with all that it started. Ends politely first, then by force.
 *
 * <p>Who belongs to it is told by descent, and on Linux also by a mark in the environment: so a
 * process is found whose parent has ended, such as a daemon.
 */
final class ProcessTree {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration FORCE_WAIT = Duration.ofSeconds(5);

    private static final Path PROC = Path.of("/proc");

    private final ProcessHandle root;
    private final byte[] mark;
    private final Map<Long, ProcessHandle> members = new LinkedHashMap<>();

    /**
     * @param mark {@code NAME=value}, set in the environment of the process and of no other
     */
    ProcessTree(ProcessHandle root, String mark) {
        this.root = root;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
        members.put(root.pid(), root);
    }

    /**
     * Asks all to end, waits, and forces what is left.
     *
     * @return those that are still there, normally none
     */
    List<ProcessHandle> end(Duration grace) {
        List<ProcessHandle> left = end(grace, false);
        return left.isEmpty() ? left : end(FORCE_WAIT, true);
    }

    /** Ends all by force at once, for when there is no time to ask. */
    void force() {
        alive().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> end(Duration wait, boolean force) {
        long until = System.nanoTime() + wait.toNanos();
        Map<Long, ProcessHandle> told = new LinkedHashMap<>();
        List<ProcessHandle> left = alive();
        boolean interrupted = false;
        while (!left.isEmpty() && System.nanoTime() < until) {
            for (ProcessHandle process : left) {
                if (told.putIfAbsent(process.pid(), process) == null) {
                    tell(process, force);
                }
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                interrupted = true;
                force();
            }
            left = alive();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    private static void tell(ProcessHandle process, boolean force) {
        if (force) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }

    /**
     * The living. Who was seen once stays known, since a process whose parent has ended is no
     * descendant any more.
     */
    private List<ProcessHandle> alive() {
        root.descendants().forEach(process -> members.putIfAbsent(process.pid(), process));
        for (ProcessHandle member : List.copyOf(members.values())) {
            if (member.isAlive()) {
                member.descendants()
                        .forEach(process -> members.putIfAbsent(process.pid(), process));
            }
        }
        List<ProcessHandle> alive = running();
        if (alive.isEmpty()) {
            marked().forEach(process -> members.putIfAbsent(process.pid(), process));
            alive = running();
        }
        return alive;
    }

    private List<ProcessHandle> running() {
        return members.values().stream().filter(ProcessTree::runs).toList();
    }

    private List<ProcessHandle> marked() {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(this::isMarked).toList();
        }
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            Path environment = PROC.resolve(Long.toString(process.pid())).resolve("environ");
            byte[] variables = Files.readAllBytes(environment);
            for (int from = 0; from < variables.length; from = end(variables, from) + 1) {
                if (Arrays.equals(variables, from, end(variables, from), mark, 0, mark.length)) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static int end(byte[] variables, int from) {
        int end = from;
        while (end < variables.length && variables[end] != 0) {
            end++;
        }
        return end;
    }

    /** Whether it is alive and no zombie, which nobody can end any further. */
    static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("stat"));
            return !stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException noLinux) {
            return process.isAlive();
        }
    }
}
