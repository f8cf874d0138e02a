package dev.gantry.engine;

import com.sun.management.ThreadMXBean;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures virtual threads. The JVM tells nothing of them, but all of the platform threads that
 * carry them: so each time that a carrier takes up one of ours, its own figures are read before and
 * after. Reading processor time is slow; beyond a number of readings only the time spent on the
 * carrier is taken. Thread-safe.
 *
 * <p>For this our threads get a scheduler that passes everything on to the JVM's. The JVM has no
 * public door for that yet: {@code --add-opens=java.base/java.lang=ALL-UNNAMED} opens the one it
 * has. It passes our scheduler by with a thread that is woken while it is just about to wait, or
 * that yields: up to its next wait, that thread is not measured.
 */
final class Metering {
    private static final int READINGS = 500;
    private static final int MOST = 200;

    private final MethodHandle builder;
    private final Executor carriers;
    private final ThreadMXBean threads;
    private final AtomicInteger readings = new AtomicInteger(READINGS);

    private Metering(MethodHandle builder, Executor carriers, ThreadMXBean threads) {
        this.builder = builder;
        this.carriers = carriers;
        this.threads = threads;
    }

    /**
     * Finds out how to measure in this JVM.
     *
     * @throws ReflectiveOperationException if there is no way
     */
    static Metering find() throws ReflectiveOperationException {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isCurrentThreadCpuTimeSupported()
                || !threads.isThreadAllocatedMemorySupported()) {
            throw new ReflectiveOperationException("this JVM does not measure its threads");
        }
        try {
            Field scheduler =
                    Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
            scheduler.setAccessible(true);
            Constructor<?> constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            MethodHandle builder =
                    MethodHandles.lookup()
                            .unreflectConstructor(constructor)
                            .asType(
                                    MethodType.methodType(
                                            Thread.Builder.OfVirtual.class, Executor.class));
            return new Metering(builder, (Executor) scheduler.get(null), threads);
        } catch (RuntimeException e) {
            throw new ReflectiveOperationException(e.getMessage(), e);
        }
    }

    /** A builder of virtual threads that are scheduled, with all that they start, by a charge. */
    Thread.Builder.OfVirtual threads(Charge charge) {
        try {
            return (Thread.Builder.OfVirtual) builder.invokeExact((Executor) charge);
        } catch (Throwable e) {
            throw new IllegalStateException("a virtual thread cannot be made", e);
        }
    }

    /** Lets a virtual thread run on a carrier until it waits, and charges for it. */
    void execute(Runnable slice, Charge charge) {
        carriers.execute(() -> run(slice, charge));
    }

    private void run(Runnable slice, Charge charge) {
        long cpu = readings.get() > 0 && readings.getAndDecrement() > 0 ? cpu() : -1;
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        try {
            slice.run();
        } finally {
            long wall = System.nanoTime() - begin;
            long allocated = Math.max(0, threads.getCurrentThreadAllocatedBytes() - bytes);
            long after = cpu < 0 ? -1 : cpu();
            if (after < 0) {
                charge.ran(wall, allocated);
            } else {
                charge.ran(wall, after - cpu, allocated);
            }
        }
    }

    /**
     * Adds carriers, or takes away some that were added: work that never ends keeps its carrier for
     * ever, and there are only as many as processors.
     */
    synchronized void carriers(int more) {
        if (carriers instanceof ForkJoinPool pool) {
            pool.setParallelism(Math.clamp(pool.getParallelism() + (long) more, 1, MOST));
        }
    }

    private long cpu() {
        return threads.getCurrentThreadCpuTime();
    }

    /** Allows further readings. */
    void refill() {
        readings.set(READINGS);
    }
}
