package dev.gantry.telemetry.otlp;

import dev.gantry.spi.config.Settings;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Who sends telemetry, in the words of OpenTelemetry's conventions for resources.
 *
 * @param scope what of Gantry
 */
public record Origin(Resource resource, InstrumentationScopeInfo scope) {
    private static final String SCOPE = "dev.gantry.telemetry";

    /** This process. */
    public static Origin of(Settings settings) {
        String version = settings.text("gantry.version", "unknown");
        String host = host();
        AttributesBuilder attributes =
                Attributes.builder()
                        .put("service.name", settings.text("gantry.telemetry.service", "gantry"))
                        .put("service.version", version)
                        .put("service.instance.id", instance(settings, host))
                        .put("host.name", host)
                        .put("process.pid", ProcessHandle.current().pid());
        String environment = settings.text("gantry.telemetry.environment", null);
        if (environment != null) {
            attributes.put("deployment.environment.name", environment);
        }
        return new Origin(
                Resource.getDefault().merge(Resource.create(attributes.build())),
                InstrumentationScopeInfo.builder(SCOPE).setVersion(version).build());
    }

    /** What this instance is called: the same after a restart. */
    public static String instance(Settings settings) {
        return instance(settings, host());
    }

    /** The node's name, or what follows from host and home. */
    private static String instance(Settings settings, String host) {
        String home = settings.text("gantry.home", "");
        UUID id = UUID.nameUUIDFromBytes((host + "\n" + home).getBytes(StandardCharsets.UTF_8));
        return settings.text("gantry.node.name", id.toString());
    }

    private static String host() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
