package dev.gantry.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.health.Ready;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

import tools.jackson.databind.json.JsonMapper;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The bundle among the bundles that it needs, and no others: no service loader among them. */
@Timeout(60)
class FrameworkTest {
    private static final List<String> NEEDED =
            List.of(
                    "org.apache.felix.scr",
                    "org.osgi.service.component",
                    "org.osgi.util.promise",
                    "org.osgi.util.function",
                    "jetty-server",
                    "jetty-http",
                    "jetty-io",
                    "jetty-util",
                    "jackson-databind",
                    "jackson-core",
                    "jackson-annotations",
                    "api",
                    "spi",
                    "http");
    private static final List<String> SERVICES =
            List.of(
                    "run.Runs",
                    "run.RunControl",
                    "run.RunHistories",
                    "run.TaskLimits",
                    "run.Tenants",
                    "retention.Retention",
                    "identity.Tokens",
                    "audit.AuditLog",
                    "catalog.Catalog",
                    "plugin.Plugins",
                    "plugin.Usages",
                    "store.StoreAdmin",
                    "store.NodeStore",
                    "config.PluginConfigs",
                    "schedule.Schedules",
                    "check.Checks",
                    "check.CheckHistory",
                    "finding.Findings",
                    "event.Events",
                    "panel.Panels",
                    "resilience.Targets",
                    "trace.Sampling",
                    "log.LogLevels");
    @TempDir Path home;

    @Test
    void servesHealthAloneAndIsReadyWhenAllPartsCame() throws Exception {
        try (Running felix = new Running(home, "0");
                HttpClient client = HttpClient.newHttpClient()) {
            String url = Files.readString(felix.await("data/gantry.url")).strip();
            assertEquals(200, get(client, url + "/healthz").statusCode());
            HttpResponse<String> readiness = get(client, url + "/readyz");
            assertEquals(503, readiness.statusCode());
            assertTrue(
                    readiness.body().contains("The bundle dev.gantry.store is not installed"),
                    readiness.body());

            LinkedBlockingQueue<String> ready = felix.watch(Ready.class.getName(), Ready.URL);
            List<ServiceRegistration<?>> parts = new ArrayList<>();
            for (String part : List.of("store", "engine", "plugins", "schedules", "checks")) {
                parts.add(felix.register("health.Condition", part));
            }
            for (String service : SERVICES) {
                parts.add(felix.register(service, ""));
            }
            assertEquals("+" + url, ready.take());
            assertEquals(200, get(client, url + "/readyz").statusCode());
            parts.getFirst().unregister();
            assertEquals("-" + url, ready.take());
            felix.bundle("dev.gantry.http").stop();
            assertFalse(Files.exists(home.resolve("data/gantry.url")));
        }
    }

    @Test
    void aPortInUseIsAStartupFailure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Running felix = new Running(home, Integer.toString(taken.getLocalPort()))) {
            String reason =
                    felix.watch(StartupFailure.class.getName(), StartupFailure.REASON).take();
            assertTrue(reason.contains("is in use"), reason);
        }
    }

    @Test
    void aMissingPartIsExplainedByItsRootCause() throws Exception {
        try (Running felix = new Running(home, "0");
                HttpClient client = HttpClient.newHttpClient()) {
            String url = Files.readString(felix.await("data/gantry.url")).strip();
            felix.install("dev.gantry.engine", "");
            felix.install(
                    "dev.gantry.store",
                    "<service><provide interface='x.Store'/></service>"
                            + "<reference name='meters' interface='x.Meters'/>");
            felix.install("dev.gantry.plugins", "<reference name='s' interface='x.Store'/>");
            felix.install("dev.gantry.schedule", "<reference name='r' interface='x.Runs'/>");
            felix.install("dev.gantry.detection", "<reference name='r' interface='x.Runs'/>");
            felix.bundle("dev.gantry.detection").stop();
            String store =
                    "dev.gantry.store.part waits for the service x.Meters, which no bundle offers.";
            assertEquals(
                    List.of(
                            store,
                            BrokenPart.MESSAGE,
                            store,
                            "dev.gantry.schedule.part waits for the service x.Runs,"
                                    + " which no bundle offers.",
                            "The bundle dev.gantry.detection is not started (resolved)."),
                    JsonMapper.shared()
                            .readTree(get(client, url + "/readyz").body())
                            .path("missing")
                            .valueStream()
                            .map(each -> each.path("reason").stringValue())
                            .toList());
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A framework with the bundles that are needed. */
    private static final class Running implements AutoCloseable {
        private final Framework framework;
        private final Path home;

        Running(Path home, String port) throws BundleException {
            this.home = home;
            framework =
                    ServiceLoader.load(FrameworkFactory.class)
                            .findFirst()
                            .orElseThrow()
                            .newFramework(
                                    Map.of(
                                            Constants.FRAMEWORK_STORAGE,
                                            home.resolve("felix").toString(),
                                            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                            packages(
                                                    "org.slf4j",
                                                    "org.slf4j.event",
                                                    "org.slf4j.helpers",
                                                    "org.slf4j.spi"),
                                            "gantry.home",
                                            home.toString(),
                                            "gantry.http.port",
                                            port));
            framework.start();
            List<Bundle> bundles = new ArrayList<>();
            for (String name : NEEDED) {
                bundles.add(framework.getBundleContext().installBundle(location(name)));
            }
            for (Bundle bundle : bundles) {
                bundle.start();
            }
        }

        private static String packages(String... names) {
            return String.join(
                    ",", Arrays.stream(names).map(name -> name + ";version=2.0.20").toList());
        }

        /** The place of an artifact on the class path: a JAR, or the classes of a module. */
        private static String location(String name) {
            String jar = name.matches("api|spi|http") ? "gantry-" + name : name;
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(entry);
                boolean found =
                        Files.isDirectory(path)
                                ? path.endsWith(Path.of(name, "target", "classes"))
                                : path.getFileName().toString().matches(jar + "-\\d.*\\.jar");
                if (found) {
                    return (Files.isDirectory(path) ? "reference:" : "") + path.toUri();
                }
            }
            throw new IllegalStateException(name + " is not on the class path");
        }

        Bundle bundle(String name) {
            return Arrays.stream(framework.getBundleContext().getBundles())
                    .filter(each -> each.getSymbolicName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        /** A bundle with one component, which breaks when its references are there. */
        void install(String name, String declarations) throws IOException, BundleException {
            String type = BrokenPart.class.getName();
            String xml =
                    "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='"
                            + name
                            + ".part' immediate='true'>"
                            + declarations
                            + "<implementation class='"
                            + type
                            + "'/></scr:component>";
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
            manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
            manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
            manifest.getMainAttributes().putValue("Service-Component", "OSGI-INF/part.xml");
            Path jar = home.resolve(name + ".jar");
            String file = type.replace('.', '/') + ".class";
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                    InputStream code =
                            BrokenPart.class.getClassLoader().getResourceAsStream(file)) {
                out.putNextEntry(new ZipEntry("OSGI-INF/part.xml"));
                out.write(xml.getBytes(StandardCharsets.UTF_8));
                out.putNextEntry(new ZipEntry(file));
                code.transferTo(out);
            }
            framework.getBundleContext().installBundle(jar.toUri().toString()).start();
        }

        /** A part of Gantry of which nothing is missing, and which answers nothing. */
        ServiceRegistration<?> register(String service, String name) throws ClassNotFoundException {
            Class<?> type = bundle("dev.gantry.spi").loadClass("dev.gantry.spi." + service);
            Object part =
                    Proxy.newProxyInstance(
                            type.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, args) ->
                                    switch (method.getName()) {
                                        case "name" -> name;
                                        case "missing" -> Optional.empty();
                                        case "hashCode" -> System.identityHashCode(proxy);
                                        case "equals" -> proxy == args[0];
                                        default -> null;
                                    });
            return framework.getBundleContext().registerService(type.getName(), part, null);
        }

        /** A property of a service as it comes (+) and goes (-). */
        LinkedBlockingQueue<String> watch(String service, String property) throws Exception {
            LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
            BundleContext context = framework.getBundleContext();
            context.addServiceListener(
                    (AllServiceListener)
                            event -> {
                                boolean gone = event.getType() == ServiceEvent.UNREGISTERING;
                                Object value = event.getServiceReference().getProperty(property);
                                seen.add((gone ? "-" : "+") + value);
                            },
                    "(objectClass=" + service + ")");
            ServiceReference<?>[] there = context.getAllServiceReferences(service, null);
            if (there != null) {
                seen.add("+" + there[0].getProperty(property));
            }
            return seen;
        }

        Path await(String file) {
            Path path = home.resolve(file);
            Waiting.until(() -> Files.exists(path));
            return path;
        }

        @Override
        public void close() throws Exception {
            framework.stop();
            framework.waitForStop(0);
        }
    }
}
