package dev.gantry.api.panel;

import dev.gantry.api.context.WorkContext;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The question that a panel is called for. So far a panel is told what all work is told; what only
 * panels need will be added here, and finds its way into {@link Panel#data} without a change there.
 *
 * <pre>{@code
 * context.log().debug("asked, and has time until {}", context.deadline().orElseThrow());
 * }</pre>
 */
@ProviderType
public interface PanelContext extends WorkContext {}
