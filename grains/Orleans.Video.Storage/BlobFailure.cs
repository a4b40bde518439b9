using Azure;
using Azure.Storage.Blobs.Models;

namespace Orleans.Video.Storage;

/// <summary>What the blob service or the way to it reports, in words that name the object, the cause and the remedy.</summary>
internal static class BlobFailure
{
    public static bool IsNoSuchBlob(RequestFailedException e) =>
        // A HEAD answers without a body, so without a code where the service sends no header for it.
        e.Status == 404 && (e.ErrorCode == BlobErrorCode.BlobNotFound || string.IsNullOrEmpty(e.ErrorCode));

    public static bool IsUnmetCondition(RequestFailedException e) =>
        e.Status == 412 || (e.Status == 409 && e.ErrorCode == BlobErrorCode.BlobAlreadyExists);

    /// <summary>Whether the service or the network is to blame, and not the caller, who may have cancelled.</summary>
    public static bool IsOfService(Exception e, CancellationToken ct) => e switch
    {
        RequestFailedException => true,
        OperationCanceledException => !ct.IsCancellationRequested,
        // What is left after the last retry.
        AggregateException many => !ct.IsCancellationRequested && many.Flatten().InnerExceptions.All(inner => IsOfService(inner, ct)),
        ObjectStoreException or ObjectConflictException or ObjectTooLargeException => false,
        IOException or HttpRequestException or TimeoutException => true,
        _ => false,
    };

    /// <param name="e">What was caught.</param>
    /// <param name="verb">What was tried.</param>
    /// <param name="name">The object, or the prefix of a listing.</param>
    /// <param name="container">The container's name.</param>
    public static ObjectStoreException Of(Exception e, string verb, string name, string container)
    {
        var last = e is AggregateException many ? many.Flatten().InnerExceptions[^1] : e;
        var reason = last switch
        {
            RequestFailedException { ErrorCode: "ContainerNotFound" } => "the container does not exist: create it, or check the name in the configuration",
            RequestFailedException { ErrorCode: "ContainerBeingDeleted" } => "the container is being deleted: wait some minutes, or name another one",
            RequestFailedException { Status: 401 or 403 } denied =>
                $"access was denied ({CodeOf(denied)}): check the key, the expiry of the signature and the account's firewall, or give the identity the role 'Storage Blob Data Contributor'",
            RequestFailedException { Status: 412 } => "it was replaced while it was read: open it again",
            RequestFailedException { Status: 404 } => "it was deleted while it was read",
            RequestFailedException { Status: 429 or 500 or 503 } busy => $"the service is too busy ({CodeOf(busy)}): try again later",
            RequestFailedException { Status: > 0 } other => $"the service answered {CodeOf(other)}: check the account and its settings",
            OperationCanceledException or TimeoutException => "the service did not answer in time: check the network and the service, and try again",
            _ => $"the service cannot be reached ({last.Message}): check the address, the network and the service",
        };
        return new($"could not {verb} '{name}' in container '{container}': {reason}", name, cause: e);
    }

    private static string CodeOf(RequestFailedException e) => $"{e.Status} {e.ErrorCode}".TrimEnd();
}
