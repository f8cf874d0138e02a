package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Talker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What is meant to wear Gantry out is refused, and others notice nothing of it. */
class BoundsIT {
    private static final String MANIFEST =
            "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: acme.bomb\n"
                    + "Bundle-Version: 1.0.0\n";
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir Path folder;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        // with little memory, so that what takes much ends it
        gantry =
                Gantry.start(
                        Gantry.INSTALLATION,
                        Map.of("JDK_JAVA_OPTIONS", "-Xmx192m"),
                        folder.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private interface Content {
        void write(ZipOutputStream zip) throws IOException;
    }

    private Path jar(String name, String headers, Content content) throws IOException {
        Path file = folder.resolve(name);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write((MANIFEST + headers + "\n").getBytes(StandardCharsets.UTF_8));
            content.write(zip);
        }
        return file;
    }

    private static void zeros(ZipOutputStream zip, String name, int mebibytes) throws IOException {
        byte[] zeros = new byte[1 << 20];
        zip.putNextEntry(new ZipEntry(name));
        for (int i = 0; i < mebibytes; i++) {
            zip.write(zeros);
        }
    }

    @Test
    void jarsThatHoldFarMoreThanTheyWeighAreRefused() throws Exception {
        Map<Path, String> bombs = new LinkedHashMap<>();
        bombs.put(
                jar("zeros.jar", "", zip -> zeros(zip, "zeros", 1100)),
                "zeros.jar unpacks to more than 1 GiB: pack less into it");
        bombs.put(
                jar("manifest.jar", "X: \n".repeat(10 << 20), zip -> {}),
                "manifest.jar has a manifest of more than 4 MiB: build it again");
        bombs.put(
                jar(
                        "many.jar",
                        "",
                        zip -> {
                            for (int i = 0; i < 300_000; i++) {
                                zip.putNextEntry(new ZipEntry("an/entry/with/a/name/" + i));
                            }
                        }),
                "many.jar has more than 100,000 entries: pack less into it");
        for (Map.Entry<Path, String> bomb : bombs.entrySet()) {
            String name = bomb.getKey().getFileName().toString();
            for (String path :
                    List.of("/api/v1/plugins?filename=", "/api/v1/plugins/plan?filename=")) {
                Gantry.Answer answer = gantry.send("POST", path + name, bomb.getKey());
                String told =
                        answer.status() == 200
                                ? answer.body().path("sentence").asString("")
                                : answer.body().path("detail").asString("");
                assertEquals(bomb.getValue(), told, path);
            }
            assertFalse(Files.exists(gantry.home.resolve("bundles").resolve(name)));
            Path dropped = gantry.drop(bomb.getKey());
            assertEquals(
                    bomb.getValue(),
                    gantry.awaitRevision(name, "rejected").path("reason").asString());
            assertTrue(Files.exists(dropped), "it stays where it is");
        }
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Talker.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    @Test
    void anUploadIsPutIntoTheFolderOrNowhere() throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Talker.class);
        for (String name :
                List.of(
                        "..%2Fx.jar",
                        "..%2F..%2Fx.jar", "%2Ftmp%2Fx.jar", "..%5Cx.jar", "x%00.jar")) {
            Gantry.Answer answer = gantry.send("POST", "/api/v1/plugins?filename=" + name, jar);
            assertEquals(400, answer.status(), name);
        }
        assertFalse(Files.exists(gantry.home.resolve("x.jar")));
        assertFalse(Files.exists(folder.resolve("x.jar")));
        try (Stream<Path> files = Files.list(gantry.home.resolve("bundles"))) {
            assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".part")).toList());
        }
    }

    private Socket connect(String head) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(gantry.url().getHost(), gantry.url().getPort()));
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private String head(String request) throws IOException {
        String token = Files.readString(gantry.home.resolve("data/admin.token")).strip();
        return request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n";
    }

    @Test
    void clientsThatDawdleAreCutOffAndOthersAreServed() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Talker.class));
        gantry.awaitRevision("test.tasks", "active");
        String talks =
                gantry.run("test.talk", "{\"lines\":20000,\"password\":\"x\"}")
                        .path("id")
                        .asString();
        List<Socket> dribbling = new ArrayList<>();
        List<Socket> all = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                dribbling.add(connect("GET /api/v1/status HTTP/1.1\r\nX: "));
                dribbling.add(
                        connect(
                                head("POST /api/v1/runs/bulk")
                                        + "Content-Length: 100000\r\n\r\n{"));
            }
            all.addAll(dribbling);
            for (int i = 0; i < 100; i++) {
                all.add(connect(head("GET /api/v1/events?after=0") + "\r\n"));
                String log = "GET /api/v1/runs/" + talks + "/logs";
                all.add(connect(head(log) + "Accept: text/event-stream\r\n\r\n"));
            }
            Waiting.until(
                    "those that dribble to be cut off",
                    Duration.ofSeconds(90),
                    () -> {
                        long begun = System.nanoTime();
                        assertEquals(200, gantry.send("GET", "/api/v1/runs", null).status());
                        assertTrue(System.nanoTime() - begun < SOON_NANOS, "others wait");
                        dribbling.removeIf(BoundsIT::refuses);
                        return dribbling.size();
                    },
                    left -> left == 0);
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
        assertFalse(gantry.log().contains("OutOfMemoryError"));
    }

    /** One more byte; whether it is not wanted any more. */
    private static boolean refuses(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }
}
