package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The built bundle inside Felix: what it needs, and that all it embeds is there. */
class TelemetryBundleIT {
    private static final List<String> SYSTEM =
            List.of(
                    "org.apache.felix.scr",
                    "org.osgi.service.component",
                    "org.osgi.util.promise",
                    "org.osgi.util.function",
                    "dev.gantry.api",
                    "dev.gantry.spi");

    @TempDir Path cache;

    private Framework framework;

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void metersAndScrapeNeedNothingButTheContracts() throws Exception {
        start(Map.of());
        long before = System.nanoTime();
        Object meters = service("dev.gantry.spi.meter.Meters");
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "activated in " + took);
        IO.println("first meters after " + took.toMillis() + " ms");

        Object counter = call(meters, "counter", "gantry_x_total", "x", new String[] {"task", "a"});
        call(counter, "increment");
        Object timer = call(meters, "timer", "gantry_x_seconds", "x", new String[0]);
        call(timer, "record", Duration.ofMillis(3));
        before = System.nanoTime();
        String text = scrape(null);
        IO.println("first scrape took " + (System.nanoTime() - before) / 1_000_000 + " ms");

        for (String start :
                List.of(
                        "gantry_x_total{task=\"a\"} 1.0",
                        "gantry_x_seconds_bucket{le=\"0.005\"} 1",
                        "gantry_runs_started_total 0.0",
                        "gantry_framework_bundles{state=\"active\"} ",
                        "gantry_framework_services ",
                        "jvm_memory_used_bytes{",
                        "jvm_gc_memory_allocated_bytes_total ",
                        "process_cpu_usage ",
                        "process_files_open_files ",
                        "system_load_average_1m ")) {
            assertTrue(text.lines().anyMatch(it -> it.startsWith(start)), start + "\n" + text);
        }
        assertTrue(scrape("application/openmetrics-text").endsWith("# EOF\n"));
        assertFalse(traced(), "traces are off");
    }

    @Test
    void tracesGoOutWithTheSenderFoundInTheBundle() throws Exception {
        try (var collector = Collector.open()) {
            Bundle telemetry =
                    start(
                            Map.of(
                                    "gantry.telemetry.otlp.endpoint",
                                    collector.address(),
                                    "gantry.version",
                                    "9.8.7"));
            assertTrue(traced());
            for (Object listener : listeners()) {
                call(listener, "on", finished(listener.getClass().getClassLoader()));
            }
            telemetry.stop();

            assertEquals(1, collector.spans().size());
            collector.span("run files.cleanup");
        }
    }

    @Test
    void logsAndMetricsGoOutTheSameWay() throws Exception {
        try (var collector = Collector.open()) {
            Bundle telemetry =
                    start(
                            Map.of(
                                    "gantry.telemetry.otlp.endpoint",
                                    collector.address(),
                                    "gantry.telemetry.otlp.logs",
                                    "true",
                                    "gantry.telemetry.otlp.metrics",
                                    "true"));
            LoggerFactory.getLogger("task.files.cleanup").info("said in the framework");
            telemetry.stop();

            collector.log("said in the framework");
            collector.metric("gantry_runs_started_total");
        }
    }

    @Test
    void aBadEndpointTakesTracesAwayAndNothingElse() throws Exception {
        start(Map.of("gantry.telemetry.otlp.endpoint", "localhost"));

        assertFalse(traced());
        assertTrue(scrape(null).contains("gantry_runs_started_total"));
    }

    private boolean traced() throws Exception {
        return listeners().stream()
                .anyMatch(listener -> listener.getClass().getSimpleName().equals("TraceExport"));
    }

    @Test
    void whatTheLicencesOfEmbeddedLibrariesAskForIsInTheBundle() throws Exception {
        Bundle telemetry = start(Map.of());
        assertTrue(text(telemetry, "META-INF/NOTICE").startsWith("Micrometer"));
        assertTrue(text(telemetry, "META-INF/LICENSE").contains("Apache License"));
    }

    private static String text(Bundle bundle, String entry) throws Exception {
        assertNotNull(bundle.getEntry(entry), entry);
        try (var in = bundle.getEntry(entry).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Bundle start(Map<String, String> settings) throws Exception {
        Map<String, String> configuration = new HashMap<>(settings);
        configuration.put(Constants.FRAMEWORK_STORAGE, cache.resolve("felix").toString());
        configuration.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "org.slf4j;version=\"2.0.20\",org.slf4j.helpers;version=\"2.0.20\","
                        + "org.slf4j.spi;version=\"2.0.20\",org.slf4j.event;version=\"2.0.20\","
                        + Stream.of("classic", "classic.spi", "classic.turbo", "core", "core.spi")
                                .map(
                                        name ->
                                                "ch.qos.logback."
                                                        + name
                                                        + ";version=\"1.6.6\";gantry=internal;"
                                                        + "mandatory:=\"gantry\"")
                                .collect(Collectors.joining(",")));
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(configuration);
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        Map<String, Path> jars = jars();
        for (String name : SYSTEM) {
            Path jar = jars.get(name);
            assertNotNull(jar, name + " is not in " + jars);
            bundles.add(context.installBundle(jar.toUri().toString()));
        }
        Bundle telemetry = context.installBundle(telemetry().toUri().toString());
        bundles.add(telemetry);
        long before = System.nanoTime();
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        IO.println("all started in " + (System.nanoTime() - before) / 1_000_000 + " ms");
        return telemetry;
    }

    private static Map<String, Path> jars() throws Exception {
        Map<String, Path> jars = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                try (var jar = new JarFile(entry)) {
                    String name =
                            jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
                    if (name != null) {
                        jars.put(name.split(";")[0], Path.of(entry));
                    }
                }
            }
        }
        return jars;
    }

    private static Path telemetry() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(it -> it.getFileName().toString().matches("gantry-telemetry.*jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Object service(String name) throws Exception {
        List<Object> found = services(name);
        assertEquals(1, found.size(), name);
        return found.getFirst();
    }

    private List<Object> listeners() throws Exception {
        return services("dev.gantry.spi.event.EventListener");
    }

    /** Whatever class loader they are from: the test's class path has these types too. */
    private List<Object> services(String name) throws Exception {
        BundleContext context = framework.getBundleContext();
        ServiceReference<?>[] references = context.getAllServiceReferences(name, null);
        assertNotNull(references, name);
        List<Object> services = new ArrayList<>();
        for (ServiceReference<?> reference : references) {
            services.add(context.getService(reference));
        }
        return services;
    }

    private String scrape(String accept) throws Exception {
        Object exposition = call(service("dev.gantry.spi.meter.Scrape"), "scrape", accept);
        return new String((byte[]) call(exposition, "body"), StandardCharsets.UTF_8);
    }

    /** The event in the classes of the framework, which are not those of this test. */
    private static Object finished(ClassLoader loader) throws Exception {
        Class<?> type = loader.loadClass("dev.gantry.spi.event.Event$RunChanged");
        Object[] values =
                Stream.of(type.getRecordComponents())
                        .map(
                                component ->
                                        switch (component.getName()) {
                                            case "at", "startedAt" -> SampleEvents.FINISHED;
                                            case "createdAt" -> SampleEvents.CREATED;
                                            case "id" -> "0c7f2m9x4e1a0";
                                            case "task" -> "files.cleanup";
                                            case "tenant" -> "default";
                                            case "traceId" -> SampleEvents.TRACE;
                                            case "attempt" -> 1;
                                            case "state" -> constant(component, "FINISHED");
                                            case "result" -> constant(component, "SUCCESS");
                                            case "sla" -> constant(component, "SILVER");
                                            default -> null;
                                        })
                        .toArray();
        return Stream.of(type.getDeclaredConstructors())
                .filter(each -> each.getParameterCount() == values.length)
                .findFirst()
                .orElseThrow()
                .newInstance(values);
    }

    private static Object constant(RecordComponent component, String name) {
        return Stream.of(component.getType().getEnumConstants())
                .filter(it -> it.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object call(Object target, String method, Object... arguments) throws Exception {
        for (Class<?> contract : target.getClass().getInterfaces()) {
            for (var candidate : contract.getMethods()) {
                if (candidate.getName().equals(method)
                        && candidate.getParameterCount() == arguments.length) {
                    return candidate.invoke(target, arguments);
                }
            }
        }
        return Arrays.stream(target.getClass().getMethods())
                .filter(it -> it.getName().equals(method))
                .findFirst()
                .orElseThrow()
                .invoke(target, arguments);
    }
}
