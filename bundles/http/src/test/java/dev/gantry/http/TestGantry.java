package dev.gantry.http;

import dev.gantry.http.attention.CheckConcerns;
import dev.gantry.http.attention.ClockConcerns;
import dev.gantry.http.attention.FindingConcerns;
import dev.gantry.http.attention.PartConcerns;
import dev.gantry.http.attention.PauseConcerns;
import dev.gantry.http.attention.PluginConcerns;
import dev.gantry.http.attention.RunConcerns;
import dev.gantry.http.attention.SloConcerns;
import dev.gantry.http.attention.TargetConcerns;
import dev.gantry.http.resource.AttentionResource;
import dev.gantry.http.resource.AuditResource;
import dev.gantry.http.resource.BatchResource;
import dev.gantry.http.resource.CatalogResource;
import dev.gantry.http.resource.CheckHistoryResource;
import dev.gantry.http.resource.CheckResource;
import dev.gantry.http.resource.ConfigResource;
import dev.gantry.http.resource.EventResource;
import dev.gantry.http.resource.ExportResource;
import dev.gantry.http.resource.FindingResource;
import dev.gantry.http.resource.LogLevelResource;
import dev.gantry.http.resource.MaintenanceResource;
import dev.gantry.http.resource.MetricsResource;
import dev.gantry.http.resource.NodeResource;
import dev.gantry.http.resource.OidcResource;
import dev.gantry.http.resource.OpenResource;
import dev.gantry.http.resource.PanelResource;
import dev.gantry.http.resource.PauseResource;
import dev.gantry.http.resource.PluginDecisions;
import dev.gantry.http.resource.PluginResource;
import dev.gantry.http.resource.PluginUploads;
import dev.gantry.http.resource.RetentionResource;
import dev.gantry.http.resource.RunLines;
import dev.gantry.http.resource.RunResource;
import dev.gantry.http.resource.ScheduleResource;
import dev.gantry.http.resource.SessionResource;
import dev.gantry.http.resource.SloResource;
import dev.gantry.http.resource.StatisticsResource;
import dev.gantry.http.resource.StatusPageResource;
import dev.gantry.http.resource.StatusResource;
import dev.gantry.http.resource.SteerResource;
import dev.gantry.http.resource.StoreResource;
import dev.gantry.http.resource.TargetResource;
import dev.gantry.http.resource.TaskLimitResource;
import dev.gantry.http.resource.TelemetryResource;
import dev.gantry.http.resource.TenantResource;
import dev.gantry.http.resource.TokenResource;
import dev.gantry.http.server.HttpServer;
import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.meter.Scrape;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunHistory;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real server on a free port over parts in memory, and a client of it. */
final class TestGantry implements AutoCloseable {
    static final String TOKEN = "s3cret-token";
    static final String V1 = "/api/v1";

    /** Of what starts runs, or changes them. */
    static final int BODY_LIMIT = 2 << 20;

    final FakePlugins plugins = new FakePlugins();
    final FakeUsages usages = new FakeUsages();
    final FakeStore store = new FakeStore();
    final FakeNodes nodes = new FakeNodes();
    final FakeRetention retention = new FakeRetention();
    final FakeConfigs configs = new FakeConfigs();
    final FakeTenants tenants = new FakeTenants();
    final FakeTargets targets = new FakeTargets();
    final FakeTaskLimits limits = new FakeTaskLimits();
    final FakeTelemetry telemetry = new FakeTelemetry();
    final FakeRuns runs = new FakeRuns();
    final FakeControl control = new FakeControl(runs);
    final FakeDefinitions.FakeSchedules schedules = new FakeDefinitions.FakeSchedules(runs);
    final FakeSlos slos = new FakeSlos();
    final FakeFindings findings = new FakeFindings();
    final FakeStatistics statistics = new FakeStatistics();
    final FakeDefinitions.FakeChecks checks = new FakeDefinitions.FakeChecks();
    final List<Readiness.Missing> missing = new CopyOnWriteArrayList<>();
    final Resources resources = new Resources();
    final FakeIdentity identity = new FakeIdentity();
    final Logins logins;
    final FakeEvents events;
    final Resource runResource = new RunResource(runs, nodes, BODY_LIMIT);
    final Resource eventResource;
    final Path home;
    final OpenApi openApi;
    final HttpServer server;
    final HttpClient client = HttpClient.newHttpClient();

    TestGantry(Path home) throws IOException {
        this(home, settings(home), new FakeEvents(1000));
    }

    TestGantry(Path home, HttpSettings settings, FakeEvents events) throws IOException {
        this.home = home;
        this.events = events;
        this.openApi = new OpenApi();
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/admin.token"), TOKEN + "\n");
        this.logins =
                new Logins(
                        new AdminToken(home.resolve("data/admin.token")),
                        identity.identity(),
                        identity.clock);
        Readiness readiness =
                new Readiness() {
                    @Override
                    public List<Missing> missing() {
                        return List.copyOf(missing);
                    }

                    @Override
                    public boolean ready() {
                        return missing.isEmpty();
                    }
                };
        eventResource = new EventResource(events, InstantSource.fixed(Fakes.NOW));
        resources.add(new OpenResource(readiness));
        resources.add(
                new StatusResource(
                        readiness,
                        "1.2.3",
                        InstantSource.fixed(Fakes.NOW.plusSeconds(90)),
                        Fakes.NOW));
        resources.add(new PluginResource(plugins, usages, InstantSource.fixed(Fakes.NOW)));
        resources.add(new PluginUploads(plugins));
        resources.add(new PluginDecisions(plugins));
        resources.add(new ConfigResource(configs));
        resources.add(new TenantResource(tenants));
        resources.add(new TargetResource(targets));
        resources.add(new TaskLimitResource(limits));
        resources.add(new StoreResource(store));
        resources.add(new NodeResource(nodes));
        resources.add(new TelemetryResource(telemetry));
        resources.add(new LogLevelResource(telemetry, plugins));
        resources.add(new RetentionResource(retention));
        resources.add(new SloResource(slos));
        resources.add(new FindingResource(findings, checks));
        resources.add(new MaintenanceResource(findings, () -> Fakes.NOW));
        resources.add(new CheckHistoryResource(checks, findings.history, () -> Fakes.NOW));
        resources.add(
                new StatusPageResource(
                        checks,
                        findings.history,
                        new Settings(findings.settings::get),
                        () -> findings.now));
        resources.add(new StatisticsResource(statistics, statistics));
        resources.add(attention(readiness));
        resources.add(new CatalogResource(new Fakes.FakeCatalog()));
        resources.add(new PanelResource(new FakePanels()));
        resources.add(runResource);
        resources.add(new ExportResource(runs, this::histories, new RunLines()));
        resources.add(new BatchResource(runs, BODY_LIMIT));
        resources.add(new PauseResource(control, runs));
        resources.add(new SteerResource(control, runs, BODY_LIMIT));
        resources.add(new ScheduleResource(schedules, runs, new Fakes.FakeCatalog()));
        resources.add(new CheckResource(checks, new Fakes.FakeCatalog()));
        resources.add(eventResource);
        resources.add(
                new MetricsResource(
                        accept ->
                                new Scrape.Exposition(
                                        "text/plain; version=0.0.4",
                                        "gantry_up 1\n".getBytes(StandardCharsets.UTF_8))));
        resources.add(new SessionResource(logins, settings.address()));
        resources.add(new OidcResource(logins, settings.address()));
        resources.add(new AuditResource(identity.audit));
        resources.add(new TokenResource(identity.tokens, identity.clock));
        server =
                new HttpServer(
                        settings,
                        resources,
                        logins,
                        () -> "Gantry is not ready: engine (it rests)");
    }

    private AttentionResource attention(Readiness readiness) {
        AttentionResource attention = new AttentionResource();
        attention.add(new PluginConcerns(plugins, InstantSource.fixed(Fakes.NOW)));
        attention.add(new RunConcerns(statistics, statistics));
        attention.add(new PauseConcerns(control));
        attention.add(new TargetConcerns(targets));
        attention.add(new SloConcerns(slos));
        attention.add(new CheckConcerns(checks));
        attention.add(new FindingConcerns(findings));
        attention.add(new ClockConcerns(nodes));
        attention.add(new PartConcerns(readiness, () -> -1));
        return attention;
    }

    private List<RunHistories.Found> histories(Collection<String> ids) {
        List<RunHistories.Found> found = new ArrayList<>();
        for (String id : ids) {
            found.add(
                    new RunHistories.Found() {
                        @Override
                        public RunHistory shown() {
                            return whole();
                        }

                        @Override
                        public RunHistory whole() {
                            return new RunHistory(runs.find(id).orElseThrow(), runs.attempts(id));
                        }
                    });
        }
        return found;
    }

    /** What settings say beside the port. */
    static HttpSettings settings(Path home, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("gantry.home", home.toString());
        all.put("gantry.http.port", "0");
        return HttpSettings.read(new Settings(all::get));
    }

    static HttpSettings settings(Path home) {
        return new HttpSettings(
                "127.0.0.1",
                0,
                false,
                home,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    Reply get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    Reply post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    Reply put(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send("PUT", path, body, headers);
    }

    /** With the admin's token unless a header Authorization is given. */
    Reply send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return sendStream(method, path, publisher, headers);
    }

    Reply sendStream(
            String method, String path, HttpRequest.BodyPublisher publisher, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(
                        request(path, headers).method(method, publisher).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        Reply reply = new Reply(response);
        openApi.check(method, response.uri().getRawPath(), response);
        return reply;
    }

    /** Opens a stream of events. */
    EventReader events(String path, String... headers) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(
                        request(path, headers).header("Accept", "text/event-stream").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        return new EventReader(response);
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        boolean authorized = false;
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Authorization")) {
                authorized = true;
            }
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return authorized ? request : request.header("Authorization", "Bearer " + TOKEN);
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }

    /** An answer. */
    record Reply(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return Json.parse(response.body());
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }
}
