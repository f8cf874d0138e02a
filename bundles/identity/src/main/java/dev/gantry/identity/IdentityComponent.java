package dev.gantry.identity;

import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.identity.Tokens;
import dev.gantry.spi.store.AuditStore;
import dev.gantry.spi.store.IdentityStore;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Offers tokens, sessions and the audit log while the store is there. */
@Component(
        service = {},
        immediate = true)
public final class IdentityComponent {
    private static final Duration YEAR = Duration.ofDays(365);

    private final List<ServiceRegistration<?>> services;

    /** Reads what the store has. */
    @Activate
    public IdentityComponent(
            BundleContext context, @Reference IdentityStore store, @Reference AuditStore log) {
        InstantSource clock = InstantSource.system();
        Settings settings = new Settings(context::getProperty);
        SessionLimits limits = orFail(context, () -> SessionLimits.read(settings));
        Duration age = orFail(context, () -> settings.duration("gantry.audit.age", YEAR));
        AuditService audit = new AuditService(log, age, clock);
        Credentials credentials = new Credentials(store, clock);
        this.services =
                List.of(
                        context.registerService(
                                Sessions.class,
                                new SessionService(store, credentials, limits, clock),
                                null),
                        context.registerService(AuditLog.class, audit, null),
                        context.registerService(EventListener.class, audit::on, null),
                        context.registerService(
                                Tokens.class, new TokenService(store, credentials, clock), null));
    }

    private static <T> T orFail(BundleContext context, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    FrameworkUtil.asDictionary(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    @Deactivate
    void stop() {
        services.forEach(ServiceRegistration::unregister);
    }
}
