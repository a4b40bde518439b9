namespace Orleans.Video.Http;

/// <summary>What <c>/healthz</c> and <c>/readyz</c> answer with.</summary>
/// <param name="Status"><c>ok</c>, <c>ready</c>.</param>
/// <param name="Instance">A random id of this start of the server, the one of <c>server.json</c>.</param>
public sealed record ServerHealth(string Status, string Instance);
