//! New claims.

use super::{Refused, objections, rendered};
use crate::claim::Claim;
use crate::diagnostic::At;
use crate::repository::World;
use crate::schema::JsonFile;
use camino::{Utf8Path, Utf8PathBuf};

/// The file of a new claim, relative to the repository: in the folder of claims, or one inside it.
///
/// # Errors
///
/// [`Refused::Folder`]: a folder that leaves the folder of claims.
pub fn claim_path(
    claims: &Utf8Path,
    folder: Option<&Utf8Path>,
    id: &str,
) -> Result<Utf8PathBuf, Refused> {
    let Some(folder) = folder else { return Ok(claims.join(format!("{id}.json"))) };
    if !crate::repository::stays_inside(folder) {
        return Err(Refused::Folder { folder: folder.to_owned(), claims: claims.to_owned() });
    }
    // `--in claims/topic` is meant like `--in topic`.
    let folder = folder.strip_prefix(claims).unwrap_or(folder);
    Ok(claims.join(folder).join(format!("{id}.json")))
}

/// The file that already has a claim of this name.
pub fn taken(world: &dyn World, claims: &Utf8Path, id: &str) -> Option<Utf8PathBuf> {
    let name = format!("{id}.json");
    let entries = world.walk(claims).into_iter();
    entries.map(|e| e.path).find(|p| p.file_name() == Some(&name))
}

/// The text of a new claim's file. Its statement may be left empty, to be filled in: the schema has
/// something against that, and `quoteproof validate` says it.
///
/// # Errors
///
/// [`Refused::Schema`]: whatever else the schema has against it.
pub fn claim(file: &Utf8Path, claim: &Claim) -> Result<String, Refused> {
    let text = rendered(claim);
    let to_fill = |at: &At| claim.statement.is_empty() && *at == At::Value("/statement".to_owned());
    let wrong = objections(JsonFile::Claim, file, &text);
    let wrong: Vec<String> =
        wrong.into_iter().filter(|f| !to_fill(&f.at)).map(|f| f.message).collect();
    if wrong.is_empty() { Ok(text) } else { Err(Refused::Schema(wrong.join("; "))) }
}
