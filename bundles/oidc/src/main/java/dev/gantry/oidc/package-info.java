/** Logins by an OpenID provider. */
package dev.gantry.oidc;
