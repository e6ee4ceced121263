using System.Security.Cryptography;
using System.Text;

namespace Downhill.Studio.Server;

/// <summary>
/// Lets in who knows the token: given once in the address, it is kept in a cookie that the browser shows to this address alone. A
/// request for another host, from another origin or without the token gets 403.
/// </summary>
internal sealed class Gate(RequestDelegate next, GateKey key)
{
    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        HostString host = request.Host;
        bool isHere = host.Host is "127.0.0.1" or "localhost" && host.Port == context.Connection.LocalPort;
        bool isOwn = request.Headers.Origin.Count == 0 || request.Headers.Origin == $"http://{host.Value}";
        if (!isHere || !isOwn)
        {
            await RefuseAsync(context, "This address can be used only by its own page.");
            return;
        }

        string cookie = $"downhill-studio-{context.Connection.LocalPort}";
        if (request.Query["token"] is [{ } given] && key.Opens(given))
        {
            context.Response.Cookies.Append(cookie, given,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            var rest = QueryString.Create(request.Query.Where(pair => pair.Key != "token")
                .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)));
            context.Response.Redirect(request.Path + rest.Value);
            return;
        }

        if (request.Cookies[cookie] is not { } kept || !key.Opens(kept))
        {
            await RefuseAsync(context, "The token is missing. Open the address that downhill-studio printed when it started.");
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'self'; "
                + "form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n");
    }
}

/// <summary>The token, drawn anew each time the program starts.</summary>
internal sealed class GateKey
{
    private readonly byte[] token = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));

    /// <summary>The token as it stands in the address.</summary>
    public string Token => Encoding.ASCII.GetString(token);

    /// <summary>Whether somebody knows it, in a time that does not tell how much of it is right.</summary>
    public bool Opens(string given) => CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(given));
}
