package dev.gantry.probes.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/** A JVM of its own that falls ill when it is told to by its input; it answers with a line. */
public final class Patient {
    private static final List<byte[]> HEAP = new ArrayList<>();

    private Patient() {}

    /** Begins. */
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "fill" -> fill(0.88);
                case "empty" -> {
                    HEAP.clear();
                    System.gc();
                }
                case "deadlock" -> deadlock();
                default -> throw new IOException(line);
            }
            System.out.println("done");
        }
    }

    private static void fill(double part) {
        Runtime runtime = Runtime.getRuntime();
        while (runtime.totalMemory() - runtime.freeMemory() < part * runtime.maxMemory()) {
            HEAP.add(new byte[64 * 1024]);
        }
    }

    private static void deadlock() throws Exception {
        Object left = new Object();
        Object right = new Object();
        CyclicBarrier both = new CyclicBarrier(3);
        start("left hand", left, right, both);
        start("right hand", right, left, both);
        both.await();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            while (thread.getName().endsWith(" hand")
                    && thread.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        }
    }

    private static void start(String name, Object first, Object second, CyclicBarrier both) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(
                        () -> {
                            synchronized (first) {
                                await(both);
                                synchronized (second) {
                                    System.out.println("never");
                                }
                            }
                        });
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
