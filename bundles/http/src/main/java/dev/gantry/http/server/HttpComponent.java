package dev.gantry.http.server;

import dev.gantry.http.AdminToken;
import dev.gantry.http.Identity;
import dev.gantry.http.Logins;
import dev.gantry.http.Readiness;
import dev.gantry.http.Resources;
import dev.gantry.http.resource.OidcResource;
import dev.gantry.http.resource.OpenResource;
import dev.gantry.http.resource.SessionResource;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.Ready;
import dev.gantry.spi.health.StartupFailure;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the server while this bundle is started, and says when Gantry is ready. */
@Component(
        service = {},
        immediate = true)
public final class HttpComponent {
    private static final Logger LOG = LoggerFactory.getLogger(HttpComponent.class);

    private final Resources resources;
    private final OpenResource open;
    private final SessionResource session;
    private final OidcResource oidc;
    private final HttpServer server;
    private final ServiceRegistration<Readiness> readiness;
    private final ReadySignal signal;

    /** Starts the server; if it cannot start, Gantry is useless and says why. */
    @Activate
    public HttpComponent(
            BundleContext context,
            @Reference Conditions conditions,
            @Reference Resources resources,
            @Reference Identity identity) {
        this.resources = resources;
        ApiReadiness whole = new ApiReadiness(conditions, resources);
        this.open = new OpenResource(whole);
        HttpSettings settings = settings(context);
        Logins logins =
                new Logins(new AdminToken(settings.tokenFile()), identity, InstantSource.system());
        this.session = new SessionResource(logins, settings.address());
        this.oidc = new OidcResource(logins, settings.address());
        this.server = start(context, settings, logins, whole);
        resources.add(open);
        resources.add(session);
        resources.add(oidc);
        this.readiness = context.registerService(Readiness.class, whole, null);
        this.signal = new ReadySignal(whole::ready, () -> ready(context));
        LOG.info("listening on {}", server.url());
    }

    @Deactivate
    void stop() throws InterruptedException {
        signal.close();
        readiness.unregister();
        server.close();
        resources.remove(oidc);
        resources.remove(session);
        resources.remove(open);
    }

    private static HttpSettings settings(BundleContext context) {
        return orFail(context, () -> HttpSettings.read(new Settings(context::getProperty)));
    }

    private HttpServer start(
            BundleContext context, HttpSettings settings, Logins logins, ApiReadiness whole) {
        return orFail(context, () -> new HttpServer(settings, resources, logins, whole::sentence));
    }

    private static <T> T orFail(BundleContext context, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    FrameworkUtil.asDictionary(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    private Runnable ready(BundleContext context) {
        ServiceRegistration<Ready> registration =
                context.registerService(
                        Ready.class,
                        new Ready() {},
                        FrameworkUtil.asDictionary(Map.of(Ready.URL, server.url())));
        return registration::unregister;
    }
}
